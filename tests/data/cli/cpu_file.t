A CPU from what a machine says of itself. What the file does not say is named, and is that of a row of the tables.

  $ cd $SOURCE/corpora/cpus && for f in max cortex-a57 neoverse-n1; do el2trap boot --json --cpu-file $f.txt | head -1 | grep -o '"cpu":"[^"]*"'; done
  "cpu":"max"
  "cpu":"cortex-a57"
  "cpu":"neoverse-n1"
  ! el2trap: max.txt: 19 ID registers and counts, MIDR_EL1 0xf0510 (of VPIDR_EL2); not in it, as max has it: counts but for those, ID_AA64PFR0_EL1, ID_AA64ISAR0_EL1, DCZID_EL0; not known, read as 0: ID_AA64DFR2_EL1, ICH_VTR_EL2; 10 names of no register of the tables, the first in line 9
  ! el2trap: cortex-a57.txt: 18 ID registers and counts, MIDR_EL1 0x411fd070 (of VPIDR_EL2); not in it, as cortex-a57 has it: counts but for those, ID_AA64PFR0_EL1, ID_AA64ISAR0_EL1, DCZID_EL0, ID_AA64DFR2_EL1; not known, read as 0: ICH_VTR_EL2; 10 names of no register of the tables, the first in line 8
  ! el2trap: neoverse-n1.txt: 18 ID registers and counts, MIDR_EL1 0x414fd0c1 (of VPIDR_EL2); not in it, as neoverse-n1 has it: counts but for those, ID_AA64PFR0_EL1, ID_AA64ISAR0_EL1, DCZID_EL0, ID_AA64DFR2_EL1; not known, read as 0: ICH_VTR_EL2; 18 names of no register of the tables, the first in line 2
  $ el2trap boot --json -q --cpu-file $SOURCE/corpora/cpus/cortex-a710.txt | head -1 | grep -o '"cpu":"[^"]*"'
  "cpu":"cortex-a710,ID_AA64ISAR1_EL1=0x10111110211502,ID_AA64DFR0_EL1=0xf010305609"
  $ cd $SOURCE/corpora/cpus && for f in sysfs.txt cpuinfo.txt cortex-a57.log; do el2trap boot --json --cpu-file $f | head -1 | grep -o '"cpu":"[^"]*"'; done
  "cpu":"cortex-a76"
  "cpu":"neoverse-n1,MIDR_EL1=0x413fd0c1"
  "cpu":"cortex-a57"
  ! el2trap: sysfs.txt: 1 ID register, MIDR_EL1 0x414fd0b1; all the rest as cortex-a76 has it; not known, read as 0: ICH_VTR_EL2; 1 core with another MIDR_EL1 not looked at
  ! el2trap: cpuinfo.txt: 1 ID register, MIDR_EL1 0x413fd0c1; all the rest as neoverse-n1 has it; not known, read as 0: ICH_VTR_EL2
  ! el2trap: cortex-a57.log: 2 ID registers, MIDR_EL1 0x411fd070; all the rest as cortex-a57 has it; not known, read as 0: ICH_VTR_EL2; its kernel found FEAT_AA32EL0, FEAT_CRC32, FEAT_PMUv3; 1 core with another MIDR_EL1 not looked at

The registers of the boot are those of the row.

  $ el2trap boot -q --cpu-file $SOURCE/corpora/cpus/max.txt >a; el2trap boot --cpu max >b; cmp a b && el2trap audit -q --json --cpu-file $SOURCE/corpora/cpus/neoverse-n1.txt --cmdline kvm-arm.mode=nvhe >c; el2trap audit -q --json --cpu neoverse-n1 --cmdline kvm-arm.mode=nvhe >d; cmp c d && test -s c && echo same
  same

A kernel's log adds the features that it found.

  $ printf '[    0.0] Booting Linux on physical CPU 0x0 [0x414fd0c1]\n[    0.1] CPU features: detected: Memory Tagging Extension\n' >log
  > el2trap boot --cpu-file log 2>&1 | grep -E '^(el2trap|cpu|MTE)'
  el2trap: log: 1 ID register, MIDR_EL1 0x414fd0c1; all the rest as neoverse-n1 has it; not known, read as 0: ICH_VTR_EL2; its kernel found FEAT_MTE2
  cpu      neoverse-n1,ID_AA64PFR1_EL1=0x220
  MTE      supported for this kernel

Linux's directories.

  $ mkdir -p cpu/cpu1/regs/identification && echo 0x00000000414fd0b1 >cpu/cpu1/regs/identification/midr_el1
  > for d in cpu cpu/cpu1 cpu/cpu1/regs/identification; do el2trap boot --cpu-file $d 2>&1 | grep -E '^(el2trap|cpu)'; done
  > el2trap boot --cpu-file . ; mkdir -p empty; el2trap boot --cpu-file empty
  el2trap: cpu: 1 ID register, MIDR_EL1 0x414fd0b1; all the rest as cortex-a76 has it; not known, read as 0: ICH_VTR_EL2
  cpu      cortex-a76
  el2trap: cpu/cpu1: 1 ID register, MIDR_EL1 0x414fd0b1; all the rest as cortex-a76 has it; not known, read as 0: ICH_VTR_EL2
  cpu      cortex-a76
  el2trap: cpu/cpu1/regs/identification: 1 ID register, MIDR_EL1 0x414fd0b1; all the rest as cortex-a76 has it; not known, read as 0: ICH_VTR_EL2
  cpu      cortex-a76
  ! el2trap boot: .: a directory without midr_el1, regs/identification/midr_el1 or cpu0/regs/identification/midr_el1
  ! el2trap boot: empty: a directory without midr_el1, regs/identification/midr_el1 or cpu0/regs/identification/midr_el1
  [3]

A core of no row: --cpu before it says whose the rest is, and its options have the last word.

  $ el2trap boot --cpu-file $SOURCE/corpora/cpus/cortex-a35.txt 2>&1 | sed 's,/.*/corpora,corpora,'
  el2trap boot: corpora/cpus/cortex-a35.txt: MIDR_EL1 0x411fd040 is no core of the tables, and it does not give ID_AA64PFR0_EL1, ID_AA64ISAR0_EL1: --cpu NAME says of which CPU to take them
  $ el2trap boot --json --cpu cortex-a53,counters=2 --cpu-file $SOURCE/corpora/cpus/cortex-a35.txt 2>note | head -1 | grep -o '"cpu":"[^"]*"'; sed 's,/.*/corpora,corpora,' note
  "cpu":"cortex-a53,MIDR_EL1=0x411fd040,ID_AA64MMFR0_EL1=0x101122,counters=2"
  el2trap: corpora/cpus/cortex-a35.txt: 18 ID registers and counts, MIDR_EL1 0x411fd040 (of VPIDR_EL2); not in it, as cortex-a53 has it: counts but for those, ID_AA64PFR0_EL1, ID_AA64ISAR0_EL1, DCZID_EL0, ID_AA64DFR2_EL1; not known, read as 0: ICH_VTR_EL2; 10 names of no register of the tables, the first in line 8
  $ printf 'ID_AA64PFR0_EL1 0x1112\nID_AA64PFR1_EL1=0\nID_AA64ISAR0_EL1: 0\nid_aa64isar1_el1 0\nS3_0_C0_C7_0 0x1122\nID_AA64MMFR1_EL1 0\nID_AA64MMFR2_EL1 0\nID_AA64DFR0_EL1 0x10305106 271601926\n' >bare
  > el2trap boot --cpu-file bare 2>&1 | grep -E '^(el2trap|cpu|mode)'
  el2trap: bare: 8 ID registers, MIDR_EL1 0x0; not in it: counts, as usual (el2trap list cpus); not known, read as 0: MIDR_EL1, ID_AA64PFR2_EL1, ID_AA64ISAR2_EL1, ID_AA64ISAR3_EL1, ID_AA64MMFR3_EL1, ID_AA64MMFR4_EL1, DCZID_EL0, CTR_EL0, ID_AA64DFR1_EL1, ID_AA64DFR2_EL1, CLIDR_EL1
  cpu      bare,ID_AA64PFR0_EL1=0x1112,ID_AA64MMFR0_EL1=0x1122,ID_AA64DFR0_EL1=0x10305106
  mode     nvhe, the host's kernel runs at EL1

It works in every verb that takes a boot, a snippet's runs too, and from standard input.

  $ printf 'MIDR_EL1 0x411fd070\n' | el2trap explain -q --cpu-file - --cmdline kvm-arm.mode=nvhe 'mrs x0, id_aa64zfr0_el1' | tail -1
    At EL1 under Linux 7.2 (nVHE, MTE off), `mrs x0, id_aa64zfr0_el1` executes.
  $ printf '// el2trap: --cpu-file sysfs.txt --cmdline kvm-arm.mode=nvhe\n mrs x0, gmid_el1 // expect: undef native\n' >s.s; cp $SOURCE/corpora/cpus/sysfs.txt .; el2trap run -q s.s; echo $?
  s.s  run 1: 7.2 (nvhe, MTE off), EL1
    ✓     2  40000000  mrs x0, gmid_el1                     undef native
  0

Errors have a file, line and column.

  $ printf 'MIDR_EL1 0x411fd070\nID_AA64PFRO_EL1 0x2222\n' >f; el2trap boot --cpu-file f
  ! el2trap boot: f:2:1: there is no ID register of this name
  [3]
  $ printf 'MIDR_EL1 0x411fd070\n  ID_AA64PFR0_EL1 = 0x22g2\n' >f; el2trap boot --cpu-file f
  ! el2trap boot: f:2:25: this is not part of a number
  [3]
  $ printf 'MIDR_EL1 0x411fd070\nID_AA64PFR0_EL1\n' >f; el2trap boot --cpu-file f
  ! el2trap boot: f:2:16: the register's value is wanted here
  [3]
  $ printf 'MIDR_EL1 0x11111111111111111\n' >f; el2trap boot --cpu-file f
  ! el2trap boot: f:1:10: not a number of 64 bits (0x... or decimal)
  [3]
  $ printf 'MIDR_EL1 0x411fd070\n\nmidr_el1 0x411fd071\n' >f; el2trap boot --cpu-file f
  ! el2trap boot: f:3:10: MIDR_EL1 is 0x411fd071 here, and 0x411fd070 in line 1
  [3]
  $ printf 'hello world\n' >f; el2trap boot --cpu-file f
  ! el2trap boot: f: no ID register in it: neither registers with their values, nor regs/identification, nor /proc/cpuinfo, nor the log of a kernel's boot
  [3]
  $ printf '* x\n' >f; el2trap boot --cpu-file f
  ! el2trap boot: f:1:1: a register's name and its value are wanted here
  [3]
  $ : >f; el2trap boot --cpu-file f; el2trap boot --cpu-file absent
  ! el2trap boot: f: no ID register in it: neither registers with their values, nor regs/identification, nor /proc/cpuinfo, nor the log of a kernel's boot
  ! el2trap boot: absent: No such file or directory
  [3]
  $ printf 'MIDR_EL1\0x' >f; el2trap boot --cpu-file f
  ! el2trap boot: f:1:1: not a line of text of at most 4095 characters
  [3]
  $ printf '/sys/devices/system/cpu/cpu0/regs/identification/midr_el1:zero\nx\n' >f; el2trap boot --cpu-file f; sed -i 1s/zero/0/ f; el2trap boot --cpu-file f
  ! el2trap boot: f:1:59: not a number of 64 bits (0x... or decimal)
  ! el2trap boot: f:2:1: a file of regs/identification and its value are wanted here
  [3]
  $ printf 'processor : 0\nCPU implementer : 0x141\n' >f; el2trap boot --cpu-file f
  ! el2trap boot: f:2:19: not a number that fits this field of MIDR_EL1
  [3]
  $ printf 'MIDR_EL1 0x12345678\n' >f; el2trap boot --cpu-file f
  ! el2trap boot: f: MIDR_EL1 0x12345678 is no core of the tables, and it does not give ID_AA64PFR0_EL1, ID_AA64PFR1_EL1, ID_AA64ISAR0_EL1, ID_AA64ISAR1_EL1, ID_AA64MMFR0_EL1, ID_AA64MMFR1_EL1, ID_AA64MMFR2_EL1, ID_AA64DFR0_EL1: --cpu NAME says of which CPU to take them
  [3]
