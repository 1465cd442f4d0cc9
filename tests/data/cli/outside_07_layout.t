Fields are named by the layout in force. CPTR_EL2 under hVHE has no TFP, under nVHE no FPEN; TTA moves.

  $ el2trap boot --kernel 7.2 --cmdline kvm-arm.mode=protected --set CPTR_EL2.TFP=1
  ! el2trap boot: CPTR_EL2 has no field TFP here: HCR_EL2.E2H is 1, and the field is of the layout of 0
  [2]
  $ el2trap boot --kernel 7.2 --cmdline kvm-arm.mode=nvhe --set CPTR_EL2.FPEN=3
  ! el2trap boot: CPTR_EL2 has no field FPEN here: HCR_EL2.E2H is 0, and the field is of the layout of 1
  [2]
  $ for mode in nvhe protected; do
  >   el2trap boot --json --kernel 7.2 --cmdline kvm-arm.mode=$mode --set CPTR_EL2.TTA=1 | grep -o '"CPTR_EL2":"[^"]*"'
  > done
  "CPTR_EL2":"0x1022ff"
  "CPTR_EL2":"0x13330000"

The layout is that of the state with all that is set, whatever the order.

  $ el2trap boot --json --kernel 7.2 --cmdline kvm-arm.mode=nvhe --set CPTR_EL2.FPEN=1 --set HCR_EL2.E2H=1 | grep -o '"CPTR_EL2":"[^"]*"'
  "CPTR_EL2":"0x1022ff"

In a case it is the input's fault, with its place.

  $ el2trap check --kernel 7.2 --cmdline kvm-arm.mode=protected <<'EOF'
  > {"word":"0xd53810c0","set":{"CPTR_EL2.TFP":1}}
  > EOF
  ! el2trap check: <stdin>:1:29: CPTR_EL2 has no field TFP here: HCR_EL2.E2H is 1, and the field is of the layout of 0
  [3]
