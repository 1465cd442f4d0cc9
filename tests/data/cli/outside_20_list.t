Every list takes a text and shows the rows that have it.

  $ el2trap list traps hcr_el2.ata
  HCR_EL2.ATA                        56     EL2          10 rules
  $ el2trap list kernels merged
  7.0    as merged: f35abcbb8a08, 5ee8ad69da07, 230b080623fe                            the three commits; the handlers are taken to be those of 7.2, not read
  $ el2trap list rules 'no FF-A' | head -n 1 | cut -c1-20
  ! el2trap list: no rule 'no FF-A'
  $ el2trap list --json cpus neoverse-n1 | tail -n 1
  {"count":1}
  $ el2trap list registers gcr_el9
  ! el2trap list: nothing in the list of registers has 'gcr_el9'
  [2]

boot and decode begin with the versioned header and end with a summary.

  $ el2trap boot --json --kernel 7.2 --cmdline kvm-arm.mode=nvhe | sed 's/,"registers":{.*//'
  {"el2trap":"boot","version":1,"kernel":"7.2","cmdline":"kvm-arm.mode=nvhe","config":"CONFIG_ARM64_MTE=y","cpu":"max","mode":"nvhe","mte":true}
  {"mode":"nvhe","mte":true
  {"registers":38}
  $ el2trap decode --json d53810c0
  {"el2trap":"decode","version":1}
  {"at":"0x0","word":"0xd53810c0","text":"mrs x0, gcr_el1","op":"MRS","class":"sysreg","feature":"FEAT_MTE2","register":"GCR_EL1"}
  {"words":1,"listed":1}
