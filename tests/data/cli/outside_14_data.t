Text that looks like STGP is told apart where nobody says what is code: in a kernel Image or a raw file.

  $ nops() { for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do printf '\037\040\003\325'; done; }; nops >nops
  $ (cat nops; printf '\300\020\070\325\004\004\040\331'; cat nops; printf 'ab idata\0\0\0\0\0\0\0\0ab itext\0\0\0\0\0\0\0\0') >raw.bin
  $ el2trap decode --only-mte raw.bin
        50  d53810c0  mrs x0, gcr_el1                   ; sysreg FEAT_MTE2
        54  d9200404  stg x4, [x0], #0                  ; tag-store FEAT_MTE
  # 2 more in what is likely data: -v lists them
  $ el2trap decode --only-mte -v raw.bin | grep -c 'stgp .*tag-store FEAT_MTE, likely data'
  2
  $ el2trap decode --only-mte --count raw.bin
             1  tag-store
             1  sysreg
             2  tag-store in likely data
            50  words
  $ el2trap decode --only-mte --json raw.bin | sed -n '$p; s/.*"op":"\([A-Z]*\)".*"likely_data":true}/\1/p'
  STGP
  STGP
  {"words":50,"listed":4,"likely_data":2}
  $ el2trap decode --only-mte --count --json raw.bin | tail -n 1
  {"words":50,"classes":{"tag-store":1,"sysreg":1},"likely_data":{"tag-store":2}}

Words that somebody gives are not judged.

  $ el2trap decode --only-mte 00000000 00000000 00000000 00000000 00000000 69206261
        14  69206261  stgp x1, x24, [x19, #-1024]       ; tag-store FEAT_MTE
