The page knows --what-if, a dark mode and a legend, and has no table without rows.

  $ cp $SOURCE/corpora/traces/samples/hyp-upstream-v7.2.trace_pipe trace
  $ el2trap replay -q --html page.html --cmdline 'kvm-arm.mode=protected arm64.nomte' trace --what-if --kernel 6.12
  trace:3:1: changes: undef injected -> agree: which register is not recorded: 
      [003]   812.010001: hyp_enter reason=sys vcpu=0
  trace:4:1: changes: agree -> disagree: recorded: the hypervisor went on; the model: it panics on every system register trap
      [003]   812.010004: hyp_exit reason=eret_host vcpu=0
  $ grep -o 'what if: [^<]*' page.html
  what if: 6.12 (protected-hvhe, MTE off)
  $ grep -o '<b>[0-9]*</b>change under the other boot' page.html
  <b>2</b>change under the other boot
  $ grep -c 'prefers-color-scheme:dark' page.html
  1
  $ grep -c 'A bar is how many events' page.html
  1
  $ : | el2trap replay -q --html none.html
  $ grep -c '<table' none.html
  0
  [1]
