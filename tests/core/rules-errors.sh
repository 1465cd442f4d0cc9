#!/bin/sh
# SPDX-License-Identifier: MIT
# rules-errors.sh GEN-RULES DIRECTORY: each NAME.rules there is refused with the message in NAME.expected.
set -u
gen=$1
out=$(mktemp)
trap 'rm -f "$out"' EXIT
cd "$2" || exit 2
failed=0 count=0
for file in *.rules; do
  count=$((count + 1))
  message=$("$gen" "$out" "$file" 2>&1) && {
    echo "$file is accepted" >&2
    failed=1
  }
  [ "$message" = "$(cat "${file%.rules}.expected")" ] || {
    printf '%s\n  says    %s\n  wanted  %s\n' "$file" "$message" "$(cat "${file%.rules}.expected")" >&2
    failed=1
  }
done
[ "$count" -ge 39 ] || {
  echo "only $count files in $2" >&2
  failed=1
}
exit "$failed"
