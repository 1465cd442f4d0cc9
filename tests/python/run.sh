#!/bin/sh
# The Python package: run.sh PYTHON BUILD SOURCE unit|doctest|types|wheel|static
# Exit code 77: skipped, with the name of what is not here. PYTHON is "" where no Python with cffi was found.
set -eu
python=$1 build=$2 source=$3
skip() {
  echo "skipped: $1"
  exit 77
}
[ -n "$python" ] || skip "no Python with cffi, setuptools and Python.h: python3-cffi, python3-setuptools, python3-dev"
PYTHONPATH=$build/python/lib
PYTHONDONTWRITEBYTECODE=1
EL2TRAP=$build/cli/el2trap
SOURCE=$source
export PYTHONPATH PYTHONDONTWRITEBYTECODE EL2TRAP SOURCE

# A wheel of the package, out of an installed copy; then the wheel, and nothing else of the package, in use.
wheel() {
  work=$build/python/$1
  "$python" -c 'import wheel' 2>/dev/null || skip 'no python3-wheel'
  "$python" -m pip --version >/dev/null 2>&1 || skip 'no python3-pip'
  rm -rf "$work"
  mkdir -p "$work/source"
  cmake --install "$build" --prefix "$work/copy" >"$work/install.log"
  PKG_CONFIG_PATH=$(dirname "$(find "$work/copy" -name libel2trap-core.pc)")
  LD_LIBRARY_PATH=$(dirname "$(find "$work/copy" -name libel2trap-core.so)")
  export PKG_CONFIG_PATH
  cp -r "$source/python/." "$work/source"
  (cd "$work/source" && "$python" -m pip wheel -q --no-build-isolation --no-index --no-deps -w "$work" . 2>"$work/pip.log") ||
    { cat "$work/pip.log"; exit 1; }
  "$python" -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])' "$work"/el2trap-*.whl "$work/site"
  PYTHONPATH=$work/site
  [ -e "$work/site/el2trap/py.typed" ]
}

case $4 in
unit) exec "$python" "$source/tests/python/test_el2trap.py" -v ;;
doctest) exec "$python" "$source/tests/python/doctests.py" ;;
types)
  "$python" -m mypy --version >/dev/null 2>&1 || skip 'no mypy'
  cd "$source/python" && exec "$python" -m mypy --strict --no-incremental --cache-dir=/dev/null -p el2trap
  ;;
wheel)
  wheel wheel
  LD_LIBRARY_PATH=$LD_LIBRARY_PATH "$python" "$source/tests/python/doctests.py"
  ;;
static) # the core inside the module: no library is needed, and none that is not MIT is there
  EL2TRAP_STATIC=1
  export EL2TRAP_STATIC
  wheel static
  rm -rf "$work/copy"
  ! ldd "$work"/site/el2trap/_core*.so | grep -q el2trap
  [ ! -e "$work"/site/el2trap/_explore*.so ]
  "$python" -c 'import el2trap; print(el2trap.Boot("7.2", "kvm-arm.mode=nvhe arm64.nomte").check(0xd53810c0))' |
    grep -x 'undef injected'
  ;;
esac
