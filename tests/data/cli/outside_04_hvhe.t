hVHE without protected mode: a plain nVHE host with E2H, and E2H's register layouts.

  $ el2trap boot --json --kernel 7.2 --cmdline arm64_sw.hvhe=1 | tail -n 2 | grep -oE '"(mode|HCR_EL2|CPTR_EL2|CNTHCTL_EL2)":"[^"]*"'
  "mode":"hvhe"
  "HCR_EL2":"0x100030480000000"
  "CPTR_EL2":"0x3330000"
  "CNTHCTL_EL2":"0xc00"
  $ el2trap boot --json --kernel 7.2 --cmdline 'kvm-arm.mode=nvhe arm64_sw.hvhe=1' | grep -o '^{"mode":"[^"]*"'
  {"mode":"hvhe"
  $ el2trap boot --json --kernel 7.2 --cmdline 'arm64_sw.hvhe=1 kvm-arm.mode=nvhe' | grep -o '^{"mode":"[^"]*"'
  {"mode":"nvhe"
  $ el2trap boot --json --kernel 7.2 --cmdline arm64_sw.hvhe=1 --cpu max,vh=0 | grep -o '^{"mode":"[^"]*"'
  {"mode":"nvhe"

The handler is that of nVHE: MTE registers are mimicked, an SMC is not trapped.

  $ el2trap check --kernel 7.2 --cmdline 'arm64_sw.hvhe=1 arm64.nomte' -q <<'EOF' | grep -oE '"verdict":"[a-z]*"|"origin":"[a-z]*"|"to_el":[0-9]'
  > {"word":"0xd53810c0"}
  > {"word":"0xd4000003"}
  > EOF
  "verdict":"undef"
  "origin":"injected"
  "verdict":"trap"
  "to_el":3
