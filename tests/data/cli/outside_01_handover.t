needs: aarch64-linux-gnu-as

A long run keeps its place, whatever executes it: 17 instructions a turn, 20,000 turns, 6 more.

  $ el2trap run --kernel 7.2 $SOURCE/corpora/snippets/outside_01_handover.s | sed "s|$SOURCE/||"
  corpora/snippets/outside_01_handover.s  run 1: 7.2 (nvhe, MTE on), EL1
    reached its end after 340006 instructions; 2 as expected, 0 not
  
