#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A kernel tree's register descriptions and trap tables against our tables and our model.

    kernel.py --oracle oracle_peers --table FILE [--work DIR] [-v] LINUX

Of arch/arm64/tools/sysreg each register's name at its encoding, and each field's bits where we have the register; of
arch/arm64/kvm/emulate-nested.c each control bit with each access (the script `traps`). FILE names the differences that are
expected: reason, part (register, field, trap), regular expressions of what it is about and of both sides. Exit 1: one is not
expected. Rows that a tree does not need are allowed: they are of several releases.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


# ---- arch/arm64/tools/sysreg -------------------------------------------------------------------------------------------

def read_sysreg(path):
    """[(name, encoding)], {name: [(field, msb, lsb)]}: names of sets of fields resolved; reserved bits are left out."""
    registers, fields, uses, name = [], {}, {}, None
    with open(path, encoding="utf-8") as f:
        for line in f:
            words = line.split("#")[0].split()
            if not words:
                continue
            if words[0] in ("Sysreg", "SysregFields"):
                name = words[1]
                fields[name] = []
                if words[0] == "Sysreg":
                    registers.append((name, tuple(map(int, words[2:7]))))
            elif words[0] in ("EndSysreg", "EndSysregFields"):
                name = None
            elif name and words[0] == "Fields":
                uses[name] = words[1]
            elif name and words[0] in ("Field", "Enum", "UnsignedEnum", "SignedEnum") and len(words) > 2:
                msb, _, lsb = words[1].partition(":")
                fields[name].append((words[2], int(msb), int(lsb or msb)))
    for name, used in uses.items():
        fields[name] = fields.get(used, [])
    return registers, {name: fields[name] for name, _ in registers}


# ---- our side ----------------------------------------------------------------------------------------------------------

def ask(program, verb, text=""):
    run = subprocess.run([program, verb], input=text, stdout=subprocess.PIPE, text=True, check=True)
    return [line.split("\t") for line in run.stdout.splitlines()]


def compare_names(program, registers):
    ours = {tuple(map(int, row[1:6])): row[0] for row in reversed(ask(program, "registers"))}
    for name, encoding in registers:
        yield "register", name, ours.get(encoding, "-"), name


def compare_fields(program, registers, fields):
    """Fields of registers whose fields we have at all: the same name has the same bits, or other names lie there."""
    ours, by_register = {}, {}
    for register, name, msb, lsb in ask(program, "fields"):
        ours.setdefault((register.upper(), name.upper()), []).append((int(msb), int(lsb)))
        by_register.setdefault(register.upper(), []).append((name, int(msb), int(lsb)))
    for register, _ in registers:
        listed = by_register.get(register.upper())
        for name, msb, lsb in fields[register] if listed else ():
            there = ours.get((register.upper(), name.upper()), [])
            over = [f"{n} {m}:{l}" for n, m, l in listed if l <= msb and m >= lsb]
            if there:
                mine = f"{msb}:{lsb}" if (msb, lsb) in there else " ".join(f"{m}:{l}" for m, l in there)
                yield "field", f"{register}.{name}", mine, f"{msb}:{lsb}"
            elif over:
                yield "field", f"{register}.{name}", " ".join(over), f"{name} {msb}:{lsb}"
            else:
                yield "field", f"{register}.{name}", "-", f"{msb}:{lsb}"


def compare_traps(program, tree, work):
    run = subprocess.run([os.path.join(HERE, "traps"), tree, work], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, text=True, check=False)
    if run.returncode:
        sys.exit(f"kernel: its trap tables cannot be compiled: {run.stderr.strip()[:600]}")
    left_out = run.stderr.split()
    print(f"kernel: {len(left_out)} encodings have conditions that are code: {' '.join(sorted(set(left_out)))}")
    for kind, register, access, control, mask, verdict, rule in ask(program, "traps", run.stdout):
        theirs = "trap"
        yield "trap", f"{kind} {register} {access} {control} {mask}", theirs if verdict == "agrees" else f"{verdict} {rule}", theirs


# ---- comparing ---------------------------------------------------------------------------------------------------------

def read_table(path):
    with open(path, encoding="utf-8") as f:
        for line in f:
            if not line.startswith("#") and line.strip():
                reason, part, what, ours, theirs = line.rstrip("\n").split("\t")
                yield reason, part, re.compile(what), re.compile(ours), re.compile(theirs)


def report(rows, table, verbose):
    agree, expected, new = {}, {}, 0
    for part, what, ours, theirs in rows:
        if ours == theirs:
            agree[part] = agree.get(part, 0) + 1
            continue
        reason = next((r[0] for r in table if r[1] == part and r[2].fullmatch(what) and r[3].fullmatch(ours)
                       and r[4].fullmatch(theirs)), None)
        if reason:
            expected[reason] = expected.get(reason, 0) + 1
        new += reason is None
        if reason is None or verbose:
            print(f"{reason or 'NEW'}\t{part}\t{what}\tours: {ours}\ttheirs: {theirs}")
    print("kernel: agree: " + ", ".join(f"{part} {n}" for part, n in sorted(agree.items()))
          + f"; {sum(expected.values())} differ as expected (" + ", ".join(f"{r} {n}" for r, n in sorted(expected.items()))
          + f"), {new} otherwise")
    return 1 if new else 0


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--oracle", required=True)
    arguments.add_argument("--table", required=True)
    arguments.add_argument("--work")
    arguments.add_argument("-v", "--verbose", action="store_true")
    arguments.add_argument("tree")
    o = arguments.parse_args()
    registers, fields = read_sysreg(os.path.join(o.tree, "arch/arm64/tools/sysreg"))
    with tempfile.TemporaryDirectory() as temporary:
        rows = [*compare_names(o.oracle, registers), *compare_fields(o.oracle, registers, fields),
                *compare_traps(o.oracle, o.tree, o.work or temporary)]
    return report(rows, list(read_table(o.table)), o.verbose)


if __name__ == "__main__":
    sys.exit(main())
