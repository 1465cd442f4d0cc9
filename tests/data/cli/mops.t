Copies and sets of memory, forward and backward, across pages, into what is not there, stages out of order: registers after
each stage or at the fault, and memory, as QEMU 11.1 has them.

  $ el2trap run --json $SOURCE/corpora/programs/mops.s | sed -n 's/{"console":"\(.*\)"}/\1/p' >ours
  > gzip -dc $SOURCE/corpora/programs/mops.qemu-11.1.txt.gz | diff - ours; wc -l <ours
  138
