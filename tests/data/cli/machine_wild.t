A program that runs wild ends, and is told where: tables where no memory is, at its edge and beyond it, in a device, in
themselves; into its own table as code; out of memory.

  $ cat >mmu <<'EOF'
  > mmu() { printf '%s\n' ' ldr x1, =0x500000019' ' msr tcr_el1, x1' ' mov x1, #0xff' ' msr mair_el1, x1' " ldr x1, =$1" ' msr ttbr0_el1, x1' ' isb' ' mrs x1, sctlr_el1' ' orr x1, x1, #1' ' msr sctlr_el1, x1' ' isb' "$2" ' ldr x0, =0x84000008' ' hvc #0'; }
  > EOF
  > . ./mmu
  > wild() { mmu "$1" "$2" | el2trap run --machine virt --limit 1000 -; }
  > wild 0x48000000 nop
  > wild 0x47fff000 nop
  > wild 0xfffffffff000 nop
  > wild 0x09000000 nop
  > { printf '%s\n' ' ldr x0, =0x40100000' ' orr x1, x0, #3' ' str x1, [x0]' ' str x1, [x0, #8]'; mmu 0x40100000 nop; } | el2trap run --machine virt --limit 1000 -
  > { printf '%s\n' ' ldr x0, =0x40100000' ' ldr x1, =0x40000701' ' str x1, [x0, #8]'; mmu 0x40100000 ' br x0'; } | el2trap run --machine virt --limit 1000 -
  > { echo ' mov x0, #-4'; echo ' br x0'; } | el2trap run --machine virt --limit 1000 -
  > { echo ' ldr x0, =0x47fffff8'; echo ' ldr x1, =0xd503201fd503201f'; echo ' str x1, [x0]'; echo ' br x0'; } | el2trap run --machine virt --limit 1000 -
  -  run 1: virt, max, EL1
             40000028  (instruction fetch)                  fault native
             00000200  (instruction fetch)                  fault native
    the same instruction for ever, at 0x200 after 12 instructions
  
  -  run 1: virt, max, EL1
             40000028  (instruction fetch)                  fault native
             00000200  (instruction fetch)                  fault native
    the same instruction for ever, at 0x200 after 12 instructions
  
  -  run 1: virt, max, EL1
             40000028  (instruction fetch)                  fault native
             00000200  (instruction fetch)                  fault native
    the same instruction for ever, at 0x200 after 12 instructions
  
  -  run 1: virt, max, EL1
             40000028  (instruction fetch)                  fault native
             00000200  (instruction fetch)                  fault native
    the same instruction for ever, at 0x200 after 12 instructions
  
  -  run 1: virt, max, EL1
             40000038  (instruction fetch)                  fault native
             00000200  (instruction fetch)                  fault native
    the same instruction for ever, at 0x200 after 16 instructions
  
  -  run 1: virt, max, EL1
             40100000  udf #0                               undef native
             00000200  (instruction fetch)                  fault native
    the same instruction for ever, at 0x200 after 17 instructions
  
  -  run 1: virt, max, EL1
             fffffffffffffffc  (instruction fetch)                  fault native
             00000200  (instruction fetch)                  fault native
    the same instruction for ever, at 0x200 after 4 instructions
  
  -  run 1: virt, max, EL1
             48000000  (instruction fetch)                  fault native
             00000200  (instruction fetch)                  fault native
    the same instruction for ever, at 0x200 after 8 instructions
  
  [1]

A program that maps its own code away, or other code into its place, meets it at the next instruction; TLBI has nothing to do.

  $ . ./mmu
  > remap() { cat <<'EOF'
  >     ldr   x0, =0x40100000         // a table: itself; and 0x80000000 on pages, of which the first is page 0x40000000
  >     ldr   x1, =0x40000701
  >     str   x1, [x0, #8]
  >     ldr   x2, =0x40101000
  >     orr   x1, x2, #3
  >     str   x1, [x0, #16]
  >     ldr   x3, =0x40102000
  >     orr   x1, x3, #3
  >     str   x1, [x2]
  >     ldr   x1, =0x40000703
  >     str   x1, [x3]
  >     ldr   x4, =0x40200000         // other code, and its place at the same offset
  >     adr   x5, 1f
  >     and   x6, x5, #0xfff
  >     add   x4, x4, x6
  >     ldr   w7, 2f
  >     str   w7, [x4, #4]
  >     ldr   w7, 2f + 4
  >     str   w7, [x4, #8]
  >     orr   x8, x6, #0x80000000
  >     ldr   x9, =NEW
  > EOF
  > mmu 0x40100000 ' br x8'; printf '%s\n' '1: str x9, [x3]' ' mov x0, #0' ' brk #0' '2: mov x0, #7' ' brk #7'; }
  > for new in 0x40200703 0 0x48000703; do remap | sed "s/NEW/$new/" | el2trap run --machine virt --limit 1000 --on-exception stop -; done
  -  run 1: virt, max, EL1
             80000094  brk #7                               trap host to EL1, EC 0x3c
    stopped at an exception, at 0x200 after 36 instructions
  
  -  run 1: virt, max, EL1
             80000090  (instruction fetch)                  fault native
    stopped at an exception, at 0x200 after 35 instructions
  
  -  run 1: virt, max, EL1
             80000090  (instruction fetch)                  fault native
    stopped at an exception, at 0x200 after 35 instructions
  
