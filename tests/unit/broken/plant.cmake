# A copy of a source with one text replaced by another: -DFROM=x.c -DTO=out.c -DBUG=NAME. The text must be there once.
if(BUG STREQUAL "stz")
  # STZG and its like leave their tags behind where tag access is disabled
  set(right "span_zero(&span);\n\tif (enabled(x))\n\t\tspan_set_tags(&span, 0, granules, tag_of(source));")
  set(wrong "span_zero(&span);\n\tif (enabled(x) || form->data_effect == EL2_DATA_ZERO)\n\t\tspan_set_tags(&span, 0, granules, tag_of(source));")
elseif(BUG STREQUAL "ldgm")
  # off by one: of the granules to be left out where tag access is disabled, the last is read
  set(right "value = 0;\n\tfor (unsigned i = 0; enabled(x) && i < granules; i++)")
  set(wrong "value = 0;\n\tfor (unsigned i = enabled(x) ? 0 : granules - 1; i < granules; i++)")
elseif(BUG STREQUAL "extr")
  # one bit too few of the upper half
  set(right "high << (width - by)")
  set(wrong "high << (width - by) << 1")
else()
  message(FATAL_ERROR "no bug '${BUG}'")
endif()
file(READ ${FROM} source)
string(FIND "${source}" "${right}" first)
string(FIND "${source}" "${right}" last REVERSE)
if(first LESS 0 OR NOT first EQUAL last)
  message(FATAL_ERROR "${FROM}: what '${BUG}' replaces is not there once")
endif()
string(REPLACE "${right}" "${wrong}" source "${source}")
file(WRITE ${TO} "${source}")
