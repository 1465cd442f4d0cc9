Usage errors are exit code 2, and name what was meant.

  $ el2trap --version | sed '1s/[0-9.]*$/X/; 2s/ [0-9][0-9.]*/ X/g; 2s/, .*//'
  el2trap X
  Unicorn X
  $ el2trap >/dev/null 2>&1
  [2]
  $ el2trap chekc
  ! el2trap: unknown verb 'chekc', did you mean 'check'?
  [2]
  $ el2trap help chekc
  ! el2trap: unknown verb 'chekc', did you mean 'check'?
  [2]
  $ el2trap xyzzyxyzzy
  ! el2trap: unknown verb 'xyzzyxyzzy'
  [2]
  $ el2trap boot --kernl 7.0
  ! el2trap boot: unknown option '--kernl', did you mean '--kernel'?
  [2]
  $ el2trap boot --kernel
  ! el2trap boot: option --kernel needs a value: NAME
  [2]
  $ el2trap boot --json=yes
  ! el2trap boot: option --json takes no value
  [2]
  $ el2trap boot --kernel 7.3
  ! el2trap boot: unknown kernel '7.3': known are 6.1, 6.12, v1, 7.0, 7.2; write --kernel 7.2
  [2]
  $ el2trap boot --cpu neoverse-n9
  ! el2trap boot: no CPU named 'neoverse-n9', did you mean 'neoverse-n1'?
  [2]
  $ el2trap boot --cpu max,mte=99
  ! el2trap boot: CPU option mte takes 0 to 15, not '99'
  [2]
  $ el2trap boot --config CONFIG_ARM64_MTE=m
  ! el2trap boot: CONFIG_ARM64_MTE is y or n, not 'm'
  [2]
  $ el2trap boot --config CONFIG_KVM=n
  ! el2trap boot: unknown configuration 'CONFIG_KVM=n': known are CONFIG_ARM64_MTE=y and CONFIG_ARM64_MTE=n
  [2]
  $ el2trap boot --el 4
  ! el2trap boot: an Exception level is 0, 1, 2 or 3, not '4'
  [2]
  $ el2trap boot --color=mauve
  ! el2trap boot: --color is auto, always or never, not 'mauve'
  [2]
  $ el2trap boot now
  ! el2trap boot: takes no operands: 'now'
  [2]
  $ el2trap table now
  ! el2trap table: takes no operands: 'now'
  [2]
  $ el2trap table --el 1
  ! el2trap table: a table has all levels: --el is not for it
  [2]
  $ el2trap table --diff now
  ! el2trap table: takes no operands: 'now'
  [2]
  $ el2trap table --diff --diff
  ! el2trap table: --diff compares two boots: give it once
  [2]
  $ el2trap check a b
  ! el2trap check: one FILE, or none for standard input
  [2]
  $ el2trap explain
  ! el2trap explain: explain what? WORD|'ASM'...
  [2]
  $ el2trap list
  ! el2trap list: list what? ops, registers, rules, traps, kernels, cpus, formats
  [2]
  $ el2trap list rulez
  ! el2trap list: no list 'rulez', did you mean 'rules'?
  [2]
  $ el2trap list kernels 7.0
  7.0    as merged: f35abcbb8a08, 5ee8ad69da07, 230b080623fe                            the three commits; the handlers are taken to be those of 7.2, not read
  $ el2trap decode --kernel 7.0 d503201f
  ! el2trap decode: unknown option '--kernel'
  [2]
  $ el2trap decode --format elv d503201f
  ! el2trap decode: unknown format 'elv', did you mean 'elf'?
  [2]

Registers and fields that are given by name.

  $ el2trap boot --set HCR_EL2
  ! el2trap boot: --set takes REGISTER=value or REGISTER.FIELD=value
  [2]
  $ el2trap boot --set HCR_EL3=1
  ! el2trap boot: unknown register 'HCR_EL3', did you mean 'HCR_EL2'?
  [2]
  $ el2trap boot --set HCR_EL2.ATTA=1
  ! el2trap boot: register HCR_EL2 has no field 'ATTA', did you mean 'ATA'?
  [2]
  $ el2trap boot --set HCR_EL2.ATA=2
  ! el2trap boot: HCR_EL2.ATA has 1 bit: 0x2 does not fit
  [2]
  $ el2trap boot --set HCR_EL2=0x1ffffffffffffffff
  ! el2trap boot: '0x1ffffffffffffffff' is no number of 64 bits (0x... or decimal)
  [2]
  $ el2trap boot --set HCR_EL2=12monkeys
  ! el2trap boot: '12monkeys' is no number of 64 bits (0x... or decimal)
  [2]
  $ el2trap boot --set ID_AA64PFR1_EL1=0
  ! el2trap boot: ID_AA64PFR1_EL1 belongs to the CPU: --cpu NAME,ID_AA64PFR1_EL1=0x...
  [2]
  $ el2trap boot --set SCTLR_EL12=0
  ! el2trap boot: SCTLR_EL12 is another name of SCTLR_EL1: set that
  [2]
  $ el2trap boot --set SP_EL0=0
  ! el2trap boot: SP_EL0 is not kept as a system register
  [2]
  $ el2trap boot --set CurrentEL=4
  ! el2trap boot: CurrentEL is given by --el (el)
  [2]
  $ el2trap boot --set PSTATE.EL=1
  ! el2trap boot: PSTATE.EL: the Exception level is --el, the state is AArch64, PSTATE has 32 bits
  [2]

A host's kernel that runs at EL2 leaves EL1 to guests.

  $ el2trap explain --cmdline "" --el 1 d53810c0
  ! el2trap explain: --el 1: under this boot (vhe) the host's kernel runs at EL2, and HCR_EL2.TGE leaves no EL1; use --el 2, or --cmdline kvm-arm.mode=nvhe or =protected
  [2]
  $ el2trap explain --kernel 7.2 --cmdline "" --el 1 --set HCR_EL2.TGE=0 d503201f | tail -1
    At EL1 under Linux 7.2 (VHE), `nop` executes.
  $ el2trap explain --kernel 7.2 --cmdline kvm-arm.mode=nvhe --el 1 d503201f | tail -1
    At EL1 under Linux 7.2 (nVHE), `nop` executes.

Help goes to standard output and is no error.

  $ el2trap help check | head -3
  el2trap check [FILE|-]
  
    JSON Lines in, JSON Lines out: a verdict per case; with `expect`, a test
  $ el2trap check --help | head -3
  el2trap check [FILE|-]
  
    JSON Lines in, JSON Lines out: a verdict per case; with `expect`, a test
  $ el2trap --help | head -1
  el2trap VERB ...
