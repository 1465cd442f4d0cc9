What the hypervisor makes of the host's aborts: by whose page it is, and whether it is mapped; by the release.

  $ ask() { printf '{"word":"0xf9400020","el":%s,"x":{"1":"0x42000000"},"mem":[{"at":"0x42000000","size":4096,"s2":"%s"}]}\n' $1 $2; }
  > for kernel in 6.12 7.2; do
  >   for page in host none guest hyp; do
  >     echo "$kernel $page"
  >     ask 1 $page | el2trap step -q --kernel $kernel --cmdline kvm-arm.mode=protected | grep -oE '"(verdict|origin|action|rules)":("[^"]*"|\[[^]]*\])'
  >   done
  > done
  > ask 0 hyp | el2trap step -q --kernel 7.2 --cmdline kvm-arm.mode=protected | grep -oE '"(esr|vector)":"[^"]*"'
  6.12 host
  "verdict":"pass"
  "rules":["insn-stxr*.any.execute","memory.granted"]
  6.12 none
  "verdict":"panic"
  "action":"the page is not the host's: BUG(), the hypervisor panics"
  "rules":["insn-stxr*.any.execute","memory.stage2-translation","handle-trap.mem-abort","mem-abort.bug"]
  6.12 guest
  "verdict":"panic"
  "action":"the page is not the host's: BUG(), the hypervisor panics"
  "rules":["insn-stxr*.any.execute","memory.stage2-translation","handle-trap.mem-abort","mem-abort.bug"]
  6.12 hyp
  "verdict":"panic"
  "action":"the page is not the host's: BUG(), the hypervisor panics"
  "rules":["insn-stxr*.any.execute","memory.stage2-translation","handle-trap.mem-abort","mem-abort.bug"]
  7.2 host
  "verdict":"pass"
  "rules":["insn-stxr*.any.execute","memory.granted"]
  7.2 none
  "verdict":"fault"
  "origin":"injected"
  "rules":["insn-stxr*.any.execute","memory.stage2-translation","handle-trap.mem-abort","mem-abort.inject","inject-host-exception"]
  7.2 guest
  "verdict":"fault"
  "origin":"injected"
  "rules":["insn-stxr*.any.execute","memory.stage2-translation","handle-trap.mem-abort","mem-abort.inject","inject-host-exception"]
  7.2 hyp
  "verdict":"fault"
  "origin":"injected"
  "rules":["insn-stxr*.any.execute","memory.stage2-translation","handle-trap.mem-abort","mem-abort.inject","inject-host-exception"]
  "esr":"0x93c08007"
  "vector":"0x400"
  "esr":"0x93c08087"
  "vector":"0x400"

An abort about a page of the host: the host tries again. Without memory the page is taken to be mapped.

  $ echo '{"word":"0xd9600020","el":1}' | el2trap check -q --cpu max,ata0=abort --cmdline 'kvm-arm.mode=protected arm64.nomte' | grep -oE '"(verdict|handler|action|rules)":("[^"]*"|\[[^]]*\])'
  "verdict":"trap"
  "handler":"mem-abort"
  "action":"the page is the host's and mapped: the host tries again, and nothing has changed"
  "rules":["insn-irg*.any.execute","tag-access.hcr-ata","tag-access.ata0-abort","handle-trap.mem-abort","mem-abort.host-page"]
