#!/bin/sh
# The documentation as a site: it is built, no link inside it leads nowhere, and no page loads anything from the network.
#     site.sh PREFIX SOURCE
set -eu
site=$(mktemp -d)
trap 'rm -rf "$site"' EXIT
"$2/docs/site/build" "$1/include/el2trap" "$site" || exit $?
exec python3 "$2/tests/docs/links.py" "$site"
