The log of a program without a kernel, and nobody named a boot: one hint, which names what to give.

  $ cp $SOURCE/corpora/traces/samples/qemu-7.2-int-in_asm-exec.log log
  $ el2trap replay log
  211 lines (qemu), 77 events: 55 agree, 0 disagree, 22 cannot judge
          13 cannot be judged: the Exception level is not in the trace (--el supplies it)
           1 cannot be judged: the emulator's own firmware answered the call
           1 cannot be judged: the emulator answered a semihosting call
           7 cannot be judged: no boot is named: --bare-metal (with --cpu NAME,el3=0 if nothing was at EL3), or --kernel and --cmdline
  $ el2trap replay -q --kernel 7.2 log | grep -c disagree:
  7
  $ el2trap replay --bare-metal --cpu qemu72-max,el3=0 --el 2 log | head -n 1
  211 lines (qemu), 77 events: 75 agree, 0 disagree, 2 cannot judge
