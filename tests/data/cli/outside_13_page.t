The page knows --what-if, a dark mode and a legend, and has no table without rows.

  $ cp $SOURCE/corpora/traces/samples/hyp-upstream-v7.2.trace_pipe trace
  $ el2trap replay -q --html page.html --cmdline 'kvm-arm.mode=protected arm64.nomte' trace --what-if --kernel 6.12
  trace:3:1: changes: undef injected -> agree: which register is not recorded: the hypervisor panics on each of the 20 that are trapped
      [003]   812.010001: hyp_enter reason=sys vcpu=0
  trace:4:1: changes: agree -> disagree: recorded: the hypervisor went on; the model: it panics on every system register trap
      [003]   812.010004: hyp_exit reason=eret_host vcpu=0
  $ grep -o 'what if: [^<]*' page.html
  what if: 6.12 (protected-hvhe, MTE off)
  $ grep -o '<b>[0-9]*</b><span class="changes">change under the other boot' page.html
  <b>2</b><span class="changes">change under the other boot
  $ grep -c 'prefers-color-scheme: dark' page.html
  2
  $ grep -c 'A bar is how many events' page.html
  1
  $ : | el2trap replay -q --html none.html
  $ grep -c '<table' none.html
  0
  [1]

Times that are all alike: the page goes by the number of the event, and its lanes have a scale.

  $ for n in $(seq 1000); do printf '[001]   812.010001: hyp_enter reason=hvc vcpu=0\n[001]   812.010001: hyp_exit reason=eret_host vcpu=0\n'; done >alike
  $ el2trap replay -q --html alike.html --kernel 7.2 --cmdline kvm-arm.mode=protected alike
  $ grep -o '"series":.{"by":[^[]*' alike.html
  "series":[{"by":0,"first":0,"last":1999,"width":1,"length":2000,"el":
  $ grep -o 'By number of event: [^<]*' alike.html
  By number of event: the times in the trace are all alike.
