#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the tests of other assemblers say about words, against our decoder.

    encodings.py --el2trap PROGRAM --suite gas|llvm --table FILE [-v] ROOT

Texts are compared for the system space, for instructions of the Memory Tagging Extension and for memory copy and set; of
all others whether the word is an instruction. Differences are grouped, registers and numbers taken out. FILE names those
that are expected: reason, suites, a regular expression of our text, one of theirs. Exit 1: one is not expected, or one that
is expected is gone.
"""
import argparse
import json
import re
import subprocess
import sys

import listing

SPELT = re.compile(r"FEAT_MTE|FEAT_MOPS")
UNDEFINED = re.compile(r"undefined|unallocated|<unknown>|invalid instruction|^\.inst")


def decode(program, words):
    text = "".join(f"{word:08x}\n" for word in words)
    run = subprocess.run([program, "decode", "--json", "--format", "hex", "-"], input=text, stdout=subprocess.PIPE,
                         text=True, check=True)
    rows = map(json.loads, run.stdout.splitlines()[1:-1])
    return {int(row["word"], 16): row for row in rows}


def decimal(text):
    return re.sub(r"#(-?)0x([0-9a-f]+)", lambda m: f"#{m[1]}{int(m[2], 16)}", text)


def pattern_of(text):
    """One blank between words, whichever way the pattern has them."""
    return decimal(re.sub(r"(?:\\s[+*]|\\t|\[ \\t\][+*]|\s)+", " ", text).strip().lower())


def template(text):
    """Registers, numbers and encodings taken out, for groups."""
    text = re.sub(r"\\(.)", r"\1", text)
    text = re.sub(r"\bs([0-3])_\d+_c\d+_c\d+_\d+", r"s\1_<>", text)
    text = re.sub(r"\b[xw](\d+|zr)\b|\bw?sp\b", "X", text)
    return re.sub(r"#-?\d+|0x[0-9a-f]+|(?<=, )\d+\b|\bc\d+\b", "N", text)


def differences(rows, ours, counts):
    for word, text, path, line in rows:
        row = ours[word]
        spelt = word >> 24 == 0xd5 or SPELT.search(row.get("feature", ""))
        theirs, known = pattern_of(text), "op" in row
        counts["text" if spelt else "instruction"] += 1
        if UNDEFINED.search(theirs):
            if not known or (spelt and row["text"].startswith(".inst")):
                continue
            left, right = (template(row["text"]) if spelt else row["op"]), "-"
        elif not known or (spelt and row["text"].startswith(".inst")):
            left, right = "-", template(theirs) if spelt else theirs.split(" ")[0]
        elif not spelt or re.fullmatch(theirs, decimal(row["text"])):
            continue
        else:
            left, right = template(row["text"]), template(theirs)
        yield left, right, word, f"{path}:{line}"


def read_table(path, suite):
    """The rows of this suite: reason, pattern of ours, pattern of theirs."""
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            if line.startswith("#") or not line.strip():
                continue
            reason, suites, ours, theirs = line.rstrip("\n").split("\t")
            if suite in suites.split("+"):
                yield number, reason, re.compile(ours), re.compile(theirs)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--el2trap", required=True)
    arguments.add_argument("--suite", required=True, choices=("gas", "llvm"))
    arguments.add_argument("--table", required=True)
    arguments.add_argument("-v", "--verbose", action="store_true")
    arguments.add_argument("root")
    o = arguments.parse_args()
    rows = list(getattr(listing, o.suite)(o.root))
    if not rows:
        sys.exit(f"{o.root}: no tests of {o.suite} there")
    ours = decode(o.el2trap, sorted({row[0] for row in rows}))
    table, used, counts = list(read_table(o.table, o.suite)), set(), {"text": 0, "instruction": 0}
    groups, expected, failed = {}, {}, False
    for left, right, word, place in differences(rows, ours, counts):
        row = next((r for r in table if r[2].fullmatch(left) and r[3].fullmatch(right)), None)
        if row:
            used.add(row[0])
            expected[row[1]] = expected.get(row[1], 0) + 1
        group = groups.setdefault((left, right, row[1] if row else None), [0, word, place])
        group[0] += 1
    for (left, right, reason), (count, word, place) in sorted(groups.items(), key=lambda g: (str(g[0][2]), g[0])):
        failed |= reason is None
        if reason is None or o.verbose:
            print(f"{reason or 'NEW'}\t{o.suite}\t{left}\t{right}\t{count}\t{word:08x} {place}")
    for number, reason, left, right in table:
        if number not in used:
            failed = True
            print(f"GONE\t{o.suite}\t{left.pattern}\t{right.pattern}\t{o.table}:{number}")
    new = sum(group[0] for key, group in groups.items() if key[2] is None)
    print(f"{o.suite}: {counts['text']} texts and {counts['instruction']} words; {sum(expected.values())} differ as expected ("
          + ", ".join(f"{reason} {n}" for reason, n in sorted(expected.items())) + f"), {new} otherwise")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
