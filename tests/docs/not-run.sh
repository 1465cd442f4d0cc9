#!/bin/sh
# Are the commands of the documentation that no test runs those of not-run.txt?
set -eu
cd "$(dirname "$0")/../.."
# shellcheck disable=SC2046
sh tests/docs/sessions.sh $(tests/docs/pages) | diff -u tests/docs/not-run.txt -
