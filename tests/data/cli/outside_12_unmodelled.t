One rule for what is unmodelled: an answer, unless an expectation needed it.

  $ echo '{"word":"0xd53810c0","el":1}' | el2trap check --kernel 7.2 | grep -oE '"verdict":"[a-z]*"|"why":"[^"]*"'
  "verdict":"unmodelled"
  "why":"EL1 cannot be reached while HCR_EL2.TGE is 1"
  ! el2trap check: cases 1, as expected 0, mismatches 0, without expectation 1, unmodelled 1
  $ echo '{"id":"gcr","word":"0xd53810c0","el":1,"expect":{"verdict":"undef"}}' | el2trap check -q --kernel 7.2 >/dev/null
  [4]
  $ echo '{"id":"gcr","word":"0xd53810c0","el":1,"expect":{"verdict":"unmodelled"}}' | el2trap check -q --kernel 7.2 >/dev/null
  $ printf '%s\n' '{"id":1,"word":"0xd53810c0","el":1,"expect":{"verdict":"undef"}}' '{"id":2,"word":"0xd503201f","expect":{"verdict":"undef"}}' >cases
  $ el2trap check --kernel 7.2 cases >/dev/null
  ! el2trap check: cases:1: id 1: mrs x0, gcr_el1: not modelled, so not judged: EL1 cannot be reached while HCR_EL2.TGE is 1
  ! el2trap check: cases:2: id 2: nop: verdict is pass, expected undef
  ! el2trap check: cases 2, as expected 0, mismatches 1, without expectation 0, unmodelled 1; of those some were tests, which nobody can judge
  [1]
