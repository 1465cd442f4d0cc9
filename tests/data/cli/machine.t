A program in a machine finds what it looks for, and ends with its code.

  $ el2trap run $SOURCE/corpora/programs/hello.s | sed "s|$SOURCE/||"
  a device tree
  PSCI 1.1
  a GICv3
  its own vectors
  and semihosting
  corpora/programs/hello.s  run 1: virt, max, EL1
    ✓    55  400000dc  mrs x0, sctlr_el3                    undef native
    turned the machine off with code 0 after 368 instructions; 1 as expected, 0 not
  
  $ el2trap run --json $SOURCE/corpora/programs/hello.s | grep -E '"(console|stop)"'
  {"console":"a device tree"}
  {"console":"PSCI 1.1"}
  {"console":"a GICv3"}
  {"console":"its own vectors"}
  {"console":"and semihosting"}
  {"stop":"off","code":0,"pc":"0x4000011c","instructions":368,"as_expected":1,"mismatches":0}

A code that is not 0 is a failure; a call that nobody answers ends the run, and is named.

  $ printf '%s\n' ' mov x0, #0x20' ' adr x1, 1f' ' hlt #0xf000' '1: .quad 0x20026, 7' | el2trap run --machine virt -
  -  run 1: virt, max, EL1
    turned the machine off with code 7 after 3 instructions
  
  [1]
  $ printf '%s\n' ' mov x0, #0x31' ' adr x1, 1f' ' hlt #0xf000' '1: .quad 0x20026, 7' | el2trap run --machine virt -
  -  run 1: virt, max, EL1
    semihosting operation 0x31 is not answered, at 0x40000008 after 3 instructions
  
  [1]

Bytes of a program are no commands for the terminal.

  $ printf '%s\n' ' ldr x3, =0x09000000' ' mov w2, #27' ' str w2, [x3]' ' mov w2, #65' ' str w2, [x3]' ' ldr x0, =0x84000008' ' hvc #0' | el2trap run --machine virt -
  ?A
  -  run 1: virt, max, EL1
    turned the machine off with code 0 after 7 instructions
  

In the place of the host's kernel PSCI goes through the hypervisor, and registers trap as they do for the host.

  $ cat > host.s <<'EOF'
  >     msr   tfsr_el1, xzr
  >     mrs   x5, cntvct_el0
  >     ldr   x0, =0x84000000
  >     smc   #0
  >     tbnz  x0, #63, .           // NOT_SUPPORTED
  >     ldr   x0, =0x84000008
  >     smc   #0
  >     b     .
  > EOF
  $ el2trap run --machine virt --on-exception skip --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte' host.s
  > el2trap run --machine virt --kernel 7.2 --cmdline 'kvm-arm.mode=nvhe' host.s
  host.s  run 1: 7.2 (protected-hvhe, MTE off), EL1
             40000000  msr tfsr_el1, xzr                    undef injected
             4000000c  smc #0                               trap smc to EL2
             40000018  smc #0                               trap smc to EL2
    turned the machine off with code 0 after 7 instructions
  
  host.s  run 1: 7.2 (nvhe, MTE on), EL1
    turned the machine off with code 0 after 7 instructions
  

Raw code and Images; bootargs; a file in memory; what does not fit.

  $ printf '\000\000\340\322\002\000\000\324' > raw.bin; el2trap run --machine virt --limit 100 raw.bin
  raw.bin  run 1: virt, max, EL1
    reached its end after 2 instructions
  
  $ head -c 64 /dev/zero > image.bin; printf 'ARM\144' | dd of=image.bin bs=1 seek=56 conv=notrunc 2>/dev/null
  > printf '\000\000\000\020' | dd of=image.bin bs=1 seek=8 conv=notrunc 2>/dev/null; el2trap run --machine virt image.bin
  ! el2trap run: image.bin: does not fit into the machine's 128 MB of memory
  [3]
  $ el2trap run --machine virt --initrd missing raw.bin
  ! el2trap run: missing: No such file or directory
  [3]
  $ el2trap run --machine virt --dtb missing raw.bin
  ! el2trap run: missing: No such file or directory
  [3]
  $ el2trap run --machine real raw.bin
  ! el2trap run: there is one machine, virt, not 'real'
  [2]
  $ el2trap run --machine virt --as '--kernel 7.0' --as '--kernel 7.2' raw.bin
  ! el2trap run: --as compares snippets, without --machine
  [2]
  $ echo 'd503201f' | el2trap run --machine virt --limit 5 -
  -  run 1: virt, max, EL1
    reached its end after 1 instructions
  
  $ cd $SOURCE; el2trap run --append sync corpora/snippets/gmid.s
  ! el2trap run: corpora/snippets/gmid.s: --append, --dtb and --initrd go with --machine virt
  [2]
  $ head -c 65537 /dev/zero > big; printf '\000\000\340\322' > raw.bin; el2trap run --machine virt --dtb big raw.bin
  ! el2trap run: big: larger than 64 KB
  [3]

Its command line, by semihosting: what --append says, if there is room; its length is the exit code here.

  $ cat > line.s <<'EOF'
  >     mov   x0, #0x15
  >     adr   x1, 1f
  >     hlt   #0xf000
  >     cbnz  x0, 2f
  >     mov   x0, #4
  >     ldr   x1, 1f
  >     hlt   #0xf000
  >     ldr   x0, 1f + 8
  > 2:  adr   x1, 3f
  >     str   x0, [x1, #8]
  >     mov   x0, #0x20
  >     hlt   #0xf000
  > .balign 8
  > 1:  .quad 0x40001000, 16
  > 3:  .quad 0x20026, 0
  > EOF
  $ el2trap run --machine virt --append 'sync twice' line.s
  sync twice
  line.s  run 1: virt, max, EL1
    turned the machine off with code 10 after 12 instructions
  
  [1]
  $ el2trap run --machine virt line.s
  line.s  run 1: virt, max, EL1
    turned the machine off with code 0 after 12 instructions
  
  $ el2trap run --machine virt --append 'sixteen letters!' line.s
  line.s  run 1: virt, max, EL1
    turned the machine off with code 255 after 8 instructions
  
  [1]
