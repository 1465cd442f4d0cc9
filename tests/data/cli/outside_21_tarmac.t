Wide registers in two words, halves of vector registers, events without an address, instructions without a word.

  $ cp $SOURCE/corpora/traces/outside/* .
  $ el2trap convert tarmac-shapes.tarmac | sed 's/,"source".*/}/'
  {"el2trap":"trace","version":1}
  {"kind":"insn","format":"tarmac","time":1,"cpu":0,"el":2,"pc":"0x80001000","word":"0xd51c1100","fate":"executed","visible":true,"regs":{"HCR_EL2":"0x80000000"}}
  {"kind":"insn","format":"tarmac","time":4,"cpu":0,"el":2,"pc":"0x80001004","fate":"executed","visible":true}
  {"kind":"insn","format":"tarmac","time":5,"cpu":0,"pc":"0x80001008","word":"0xd503201f","fate":"executed","visible":true}
  ! el2trap convert: 3 events, 0 unknown lines

The upper half of a register alone, and a value that is known in part.

  $ printf '1 cpu0 R X1 <63:32> 00000001\n2 cpu0 R X2 00000000 1234----\n' | el2trap convert -q | sed -n 's/.*"regs":\({[^}]*}\).*/\1/p'
  {"x1":"0x100000000/0xffffffff00000000","x2":"0x12340000/0xffffffffffff0000"}

CPUs 64 apart do not share their lines.

  $ printf '1 clk cpu0 IT (1) 1000 d503201f O EL1h_n : NOP\n1 clk cpu64 R X1 5\n1 clk cpu0 R X2 7\n' | el2trap convert -q | sed 's/,"source".*/}/'
  {"el2trap":"trace","version":1}
  {"kind":"insn","format":"tarmac","time":1,"cpu":0,"el":1,"pc":"0x1000","word":"0xd503201f","fate":"executed","visible":true}
  {"kind":"registers","format":"tarmac","time":1,"cpu":64,"regs":{"x1":"0x5"}}
  {"kind":"registers","format":"tarmac","time":1,"cpu":0,"regs":{"x2":"0x7"}}
