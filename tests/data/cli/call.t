needs: aarch64-linux-gnu-ld
A function of a program, called: with arguments, a stack, scratch memory, and nothing else.

  $ cat > f.s <<'EOF'
  >     .text
  >     .globl _start
  > _start: b .
  >     .globl sum
  >     .type  sum, %function
  > sum:
  >     .arch  armv8.3-a
  >     paciasp
  >     stp    x29, x30, [sp, #-16]!
  >     bl     add
  >     ldp    x29, x30, [sp], #16
  >     autiasp
  >     ret
  >     .size  sum, . - sum
  >     .type  add, %function
  > add:
  >     add    x0, x0, x1
  >     str    x0, [x2]
  >     ret
  >     .size  add, . - add
  > EOF
  $ aarch64-linux-gnu-as -o f.o f.s; aarch64-linux-gnu-ld -Ttext 0xffff800080000000 -o f f.o
  > el2trap run --cmdline kvm-arm.mode=nvhe --kernel 7.2 --call sum --args 40,2,0x48000000 f
  > el2trap run --cmdline kvm-arm.mode=nvhe --kernel 7.2 --on-exception stop --call sum --args 40,2,0xffff000000001000 f
  > el2trap run --call summ f
  f  run 1: 7.2 (nvhe, MTE on), EL1
    sum returned 0x2a after 9 instructions
  
  f  run 1: 7.2 (nvhe, MTE on), EL1
             ffff800080000020  str x0, [x2]                         fault native at add+0x4, of 0xffff000000001000
    stopped at an exception, at 0x200 after 5 instructions
  
  ! el2trap run: f: no function 'summ' in it, did you mean 'sum'?
  [3]
  $ el2trap run --call sum --args 1,,2 x
  ! el2trap run: --args takes numbers with commas between them, not '1,,2'
  [2]
  $ cd $SOURCE; el2trap run --args 1 corpora/snippets/gmid.s
  ! el2trap run: corpora/snippets/gmid.s: --args are for the function that --call names
  [2]
  $ cd $SOURCE; el2trap run --machine virt --call x corpora/programs/hello.s
  ! el2trap run: corpora/programs/hello.s: --call and --machine are two ways to begin
  [2]
