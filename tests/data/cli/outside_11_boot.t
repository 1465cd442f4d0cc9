A hypervisor's trace without a boot: what is missing is said once.

  $ cp $SOURCE/corpora/traces/outside/* .
  $ el2trap replay prefix-hyp-indented.txt
  2 lines (hyp), 2 events: 0 agree, 0 disagree, 2 cannot judge
           2 cannot be judged: it is of a hypervisor apart from the host, and no boot is named (--cmdline kvm-arm.mode=protected, or nvhe)
  $ el2trap replay --cmdline kvm-arm.mode=protected prefix-hyp-indented.txt
  2 lines (hyp), 2 events: 2 agree, 0 disagree, 0 cannot judge
