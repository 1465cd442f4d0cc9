#!/bin/bash -eu
# Build the fuzz targets into $OUT with what the base image sets: CC, CFLAGS, LIB_FUZZING_ENGINE. With each its seeds, its
# dictionary, and the libraries that the machine which runs it may lack.
cd "$(dirname "$0")/el2trap" 2>/dev/null || cd "$(dirname "$0")/.."
build=${WORK:-build}/fuzz
export ASAN_OPTIONS=detect_leaks=0 # programs that only the build runs end, and let go of nothing before that
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DEL2TRAP_FUZZ=ON -DEL2TRAP_WERROR=OFF \
  -DEL2TRAP_FUZZ_ENGINE="$LIB_FUZZING_ENGINE" -DCMAKE_BUILD_RPATH='$ORIGIN/lib'
cmake --build "$build" --target fuzz_targets
mkdir -p "$OUT/lib"
for program in "$build"/tests/fuzz/fuzz_*; do
  [ -x "$program" ] && [ -f "$program" ] || continue
  name=$(basename "$program")
  cp "$program" "$OUT/"
  (cd "corpora/streams/$name" && zip -q -r - .) >"$OUT/${name}_seed_corpus.zip"
  case $name in
  fuzz_decoder | fuzz_step | fuzz_run | fuzz_stream | fuzz_image | fuzz_recording | fuzz_machine) words=words ;;
  *) words=names ;;
  esac
  cp "$build/tests/fuzz/$words.dict" "$OUT/$name.dict"
  ldd "$program" | awk '$3 ~ /\/lib(capstone|unicorn|jansson|bpf|elf|dw|fdt|zstd|z|lzma|bz2)\./ { print $3 }' |
    xargs -r cp -t "$OUT/lib"
done
