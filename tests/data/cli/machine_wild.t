A program that runs wild ends, and is told where: into its own table as code; a table that is its own; tables at the edge of
memory.

  $ mmu() { printf '%s\n' ' ldr x1, =0x500000019' ' msr tcr_el1, x1' ' mov x1, #0xff' ' msr mair_el1, x1' " ldr x1, =$1" ' msr ttbr0_el1, x1' ' isb' ' mrs x1, sctlr_el1' ' orr x1, x1, #1' ' msr sctlr_el1, x1' ' isb' "$2" ' ldr x0, =0x84000008' ' hvc #0'; }
  > wild() { mmu "$1" "$2" | el2trap run --machine virt --limit 1000 -; }
  > wild 0x48000000 nop
  > wild 0x47fff000 nop
  > { printf '%s\n' ' ldr x0, =0x40100000' ' orr x1, x0, #3' ' str x1, [x0]' ' str x1, [x0, #8]'; mmu 0x40100000 nop; } | el2trap run --machine virt --limit 1000 -
  > { printf '%s\n' ' ldr x0, =0x40100000' ' ldr x1, =0x40000701' ' str x1, [x0, #8]'; mmu 0x40100000 ' br x0'; } | el2trap run --machine virt --limit 1000 -
  -  run 1: virt, max, EL1
             40000028  (instruction fetch)                  fault native
             00000200  (instruction fetch)                  fault native  ×989
    stopped at the limit of instructions, at 0x200 after 1000 instructions
  
  -  run 1: virt, max, EL1
             40000028  (instruction fetch)                  fault native
             00000200  (instruction fetch)                  fault native  ×989
    stopped at the limit of instructions, at 0x200 after 1000 instructions
  
  -  run 1: virt, max, EL1
             40000038  (instruction fetch)                  fault native
             00000200  (instruction fetch)                  fault native  ×985
    stopped at the limit of instructions, at 0x200 after 1000 instructions
  
  -  run 1: virt, max, EL1
             40100000  udf #0                               undef native
             00000200  (instruction fetch)                  fault native  ×984
    stopped at the limit of instructions, at 0x200 after 1000 instructions
  
  [1]
