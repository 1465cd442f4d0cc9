A word of the command line that looks like one that the kernel knows is warned of by every verb.

  $ for verb in boot 'explain nop' table check 'run code.hex'; do
  >   echo d503201f >code.hex
  >   el2trap $verb --cmdline kvm-arm.mode=protcted </dev/null 2>&1 >/dev/null | grep warning
  > done
  el2trap: warning: the kernel ignores 'kvm-arm.mode=protcted' of the command line, did you mean 'kvm-arm.mode=protected'?
  el2trap: warning: the kernel ignores 'kvm-arm.mode=protcted' of the command line, did you mean 'kvm-arm.mode=protected'?
  el2trap: warning: the kernel ignores 'kvm-arm.mode=protcted' of the command line, did you mean 'kvm-arm.mode=protected'?
  el2trap: warning: the kernel ignores 'kvm-arm.mode=protcted' of the command line, did you mean 'kvm-arm.mode=protected'?
  el2trap: warning: the kernel ignores 'kvm-arm.mode=protcted' of the command line, did you mean 'kvm-arm.mode=protected'?
  $ el2trap boot --json --cmdline 'quiet console=ttyAMA0 arm64.nomet' 2>&1 >/dev/null
  el2trap: warning: the kernel ignores 'arm64.nomet' of the command line, did you mean 'arm64.nomte'?
