A promise of one's own in C: the example of docs/examples, compiled against the headers, and what it is broken by.

  $ mkdir include && ln -s $SOURCE include/el2trap
  > build() { cc -shared -fPIC -Wall -Werror -Iinclude -Iinclude/el2trap -o $2.so $1; }
  > build $SOURCE/docs/examples/invariant/invariant.c injected && echo built
  > sed -e 's/ec == EL2_EC_UNKNOWN || //' -e 's/injected-class/never-undefined/' $SOURCE/docs/examples/invariant/invariant.c >broken.c
  > build broken.c broken
  > boot="--kernel 7.2 --cpu cortex-a72,mte=3 --cmdline kvm-arm.mode=protected"
  > el2trap fuzz -q $boot --promise no-panic --invariant injected.so --runs 20000 --json | tail -n 1 | grep -o '"findings":.*'
  > el2trap fuzz -q $boot --cmdline 'kvm-arm.mode=protected arm64.nomte' --promise no-panic --invariant ./broken.so --runs 20000 --findings found >/dev/null
  > set -- found/of-user-m*-gcr_el1*; mv $1 one; head -n 1 one/stream.jsonl | grep -o '"invariant":"[^"]*"'
  > el2trap reproduce one; el2trap reproduce --invariant injected.so one; el2trap reproduce --invariant broken.so one | cut -d, -f1
  > el2trap minimize --invariant broken.so one | cut -d, -f1
  built
  "findings":0}
  "invariant":"never-undefined"
  one: of-user is broken by event 1
  one: of-user is broken by event 1
  ! el2trap reproduce: one: of the invariant never-undefined of a shared object: --invariant FILE
  ! el2trap reproduce: one: of the invariant never-undefined of a shared object: --invariant FILE

What is none says so.

  $ el2trap fuzz --cmdline kvm-arm.mode=nvhe --invariant nowhere.so; echo text >text.so; el2trap fuzz --cmdline kvm-arm.mode=nvhe --invariant text.so 2>&1 | sed 's/loads: .*/loads/'
  > echo 'int nothing;' >nothing.c; cc -shared -fPIC -o nothing.so nothing.c; el2trap fuzz --cmdline kvm-arm.mode=nvhe --invariant nothing.so
  > sed 's/^EL2_INV.*/EL2_API extern const el2_invariant_entry el2_invariant; const el2_invariant_entry el2_invariant = {0, EL2_INVARIANT_LAYOUT, "x", holds};/' $SOURCE/docs/examples/invariant/invariant.c >old.c
  > cc -shared -fPIC -Iinclude -Iinclude/el2trap -o old.so old.c; el2trap fuzz --cmdline kvm-arm.mode=nvhe --invariant old.so
  el2trap fuzz: text.so: not a shared object that loads
  ! el2trap fuzz: nowhere.so: not a shared object that loads: ./nowhere.so: cannot open shared object file: No such file or directory
  ! el2trap fuzz: nothing.so: it has no symbol el2_invariant: EL2_INVARIANT() of <el2trap/explore/fuzz.h> makes it of a function
  ! el2trap fuzz: old.so: compiled with the headers of another el2trap: compile it anew
  [4]
