What is in a recording.

  $ rec=$SOURCE/corpora/recordings/small.rec; el2trap record --show $rec | sed -n '1,4p; /HCR_EL2/p; /default/p; /ranges/,$p'
  banner   Linux version 7.2.0-el2trap-small (no Linux: corpora/recordings/small.s)
  cmdline  kvm-arm.mode=protected arm64.nomte id_aa64mmfr1.vh=0
  mode     nvhe
  cpu      max
    MPIDR_EL1            0x0000000080000000  (a default: the stub does not show it)
    HCR_EL2              0x0400030080080001
    ICC_SRE_EL2          0x000000000000000f  (a default: the stub does not show it)
  4 ranges of EL2's stage 1: VA, PA, size, attributes
    0x0000000000000000 0x000000000000 0x40000000 0x40000000000400
    0x0000000040200000 0x000040200000 0x00003000 0x704
    0x0000000040203000 0x000040203000 0x00007000 0x40000000000704
    0x00000000403ff000 0x000040203000 0x00001000 0x40000000000704
  
  no layouts: the kernel had no BTF, or who recorded it no libbpf
  
  10 pages of 4096 bytes, 0 of them zero; 30 symbols
  $ el2trap record --show $SOURCE/corpora/recordings/small.rec -v | tail -n 3
    0x0000402014e0 set_registers
    0x0000402015ac say
    0x000040202000 host
  $ el2trap record --show - <$SOURCE/corpora/recordings/small.rec --json | cut -c 1-110 | sed '5,$d'; el2trap record --show $SOURCE/corpora/recordings/small.rec --json | tail -n 3
  {"el2trap":"record","version":1,"banner":"Linux version 7.2.0-el2trap-small (no Linux: corpora/recordings/smal
  {"cpu":0,"pc":"0x40600024","pstate":"0x3c5","sp_el2":"0x40203110","registers":{"DBGBVR0_EL1":"0x0","DBGBCR0_EL
  {"va":"0x0","pa":"0x0","size":"0x40000000","attributes":"0x40000000000400"}
  {"va":"0x40200000","pa":"0x40200000","size":"0x3000","attributes":"0x704"}
  {"symbol":"say","pa":"0x402015ac"}
  {"symbol":"host","pa":"0x40202000"}
  {"ranges":4,"pages":10,"zero":0,"symbols":30,"layouts":0}

Memory: code by a symbol or an address, data at each of the addresses that EL2 maps it at.

  $ el2trap record --show $SOURCE/corpora/recordings/small.rec --at handle_smc
  handle_smc+0x0:
    0x0000000040201168  d53c4029  mrs x9, elr_el2
    0x000000004020116c  91001129  add x9, x9, #4
    0x0000000040201170  d51c4029  msr elr_el2, x9
    0x0000000040201174  d4000003  smc #0
    0x0000000040201178  17ffff9a  b #0x40200fe0
  handle_hvc+0x0:
    0x000000004020117c  b4000260  cbz x0, #0x402011c8
    0x0000000040201180  f100041f  cmp x0, #1
    0x0000000040201184  54fff340  b.eq #0x40200fec
    0x0000000040201188  f100081f  cmp x0, #2
    0x000000004020118c  54000340  b.eq #0x402011f4
    0x0000000040201190  f1000c1f  cmp x0, #3
    0x0000000040201194  54000320  b.eq #0x402011f8
    0x0000000040201198  f100101f  cmp x0, #4
    0x000000004020119c  540003a0  b.eq #0x40201210
    0x00000000402011a0  f100141f  cmp x0, #5
    0x00000000402011a4  540003e0  b.eq #0x40201220
  $ el2trap record --show $SOURCE/corpora/recordings/small.rec --at 0x40201118 --json | head -n 3
  {"el2trap":"record","version":1,"banner":"Linux version 7.2.0-el2trap-small (no Linux: corpora/recordings/small.s)","cmdline":"kvm-arm.mode=protected arm64.nomte id_aa64mmfr1.vh=0","mode":"nvhe","cpu":"max","machine":"virt,virtualization=on,gic-version=3,mte=on","qemu":"QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)"}
  {"at":"0x40201118","pa":"0x40201118","word":"0xd5033a9f","text":"dsb ishst","symbol":"handle_abort","offset":104}
  {"at":"0x4020111c","pa":"0x4020111c","word":"0xd5033fdf","text":"isb","symbol":"handle_abort","offset":108}
  $ rec=$SOURCE/corpora/recordings/small.rec; for at in 0x40203000 0x403ff000; do el2trap record --show $rec --at $at | head -n 2; done
    0x0000000040203000  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
    0x0000000040203010  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
    0x00000000403ff000  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
    0x00000000403ff010  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
  $ el2trap record --show $SOURCE/corpora/recordings/small.rec --at 0x40206018 --json
  {"el2trap":"record","version":1,"banner":"Linux version 7.2.0-el2trap-small (no Linux: corpora/recordings/small.s)","cmdline":"kvm-arm.mode=protected arm64.nomte id_aa64mmfr1.vh=0","mode":"nvhe","cpu":"max","machine":"virt,virtualization=on,gic-version=3,mte=on","qemu":"QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)"}
  {"at":"0x40206018","pa":"0x40206018","data":"07372040000040000747204000004000"}
  {"at":"0x40206028","pa":"0x40206028","data":"07572040000040000767204000004000"}
  {"at":"0x40206038","pa":"0x40206038","data":"07772040000040000787204000004000"}
  {"at":"0x40206048","pa":"0x40206048","data":"07972040000040000000000000000000"}
  {"at":"0x40206058","pa":"0x40206058","data":"00000000000000000000000000000000"}
  {"at":"0x40206068","pa":"0x40206068","data":"00000000000000000000000000000000"}
  {"at":"0x40206078","pa":"0x40206078","data":"00000000000000000000000000000000"}
  {"at":"0x40206088","pa":"0x40206088","data":"00000000000000000000000000000000"}
  {"ranges":4,"pages":10,"zero":0,"symbols":30,"layouts":0}
  $ el2trap record --show $SOURCE/corpora/recordings/small.rec --at 0x40209ff8
    0x0000000040209ff8  00 00 00 00 00 00 00 00                          ........

What there is not.

  $ el2trap record --show $SOURCE/corpora/recordings/small.rec --at handle
  ! el2trap record: 'handle' is no symbol of the recording and no address
  [2]
  $ el2trap record --show $SOURCE/corpora/recordings/small.rec --at 0x4020a000
  ! el2trap record: 0x4020a000 is not in the recording
  [2]
  $ el2trap record --image x --at 0 -o y
  ! el2trap record: --at goes with --show
  [2]
