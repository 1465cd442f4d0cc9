#!/bin/sh
# SPDX-License-Identifier: MIT
# test.sh agrees|notices BUILD_DIR: a fixed part of the set-ups agrees, or differs as known; the answers of QEMU's largest
# CPU are not those of a smaller one.
here=$(cd "$(dirname "$0")" && pwd)
case $1 in
agrees) exec "$here/run" "$2" --cases 1500 ;;
notices)
  "$here/run" "$2" --cases 500 --cpu neoverse-n1
  code=$?
  [ $code -ne 4 ] || exit 4
  [ $code -eq 1 ]
  ;;
esac
