#!/usr/bin/env python3
"""Make <boot>/check.jsonl and step.jsonl, cases for `el2trap check` and `step`, of each <boot>/results.csv.

A row of results.csv is one test of one or more instruction words; each word that ran becomes a case. What the row shows
is the expectation: words before the one that took the exception pass. Rows that ended in a memory abort say nothing
that `check`, which has no memory, could answer; they become cases of `step`, with the scratch page at the address of
x1 and nothing at that of x11. Exceptions that EL2 injected become cases of `step`, too: with PSTATE before, and the
whole PSTATE and SPSR that the host's handler saw. (Native ones do not: QEMU clears NZCV and DIT, see
docs/disagreements.md.)

Run in corpora/boots after changing it; the output is committed.
"""
import collections
import csv
import json
import os
import sys

NATIVE_FLAGS = ("tco", "allint")  # set by a native exception entry on this CPU, clear in an injected one


def words_of(tests, name):
    return [int(w, 16) for w in tests[name].split()]


def expectation(row, boot, twin):
    outcome = row["outcome"]
    if outcome in ("ok", "ok_svc"):
        if row["el"] == "EL0-signal" and twin and twin["outcome"] == "SYS64_TRAP":
            return {"verdict": "trap", "handler": "host"}  # the kernel emulates the read
        if row["el"] == "EL0-signal" and twin and twin["outcome"] == "UNDEF":
            return {"verdict": "undef"}  # the same, on a CPU without FEAT_IDST
        return {"verdict": "pass"}
    if outcome.startswith("sig4"):
        if twin and twin["outcome"] == "SYS64_TRAP":
            return {"verdict": "trap", "handler": "host"}  # taken as EC 0x18; the kernel sends SIGILL
        return {"verdict": "undef"}
    delivered = {"esr": "0x" + row["esr"], "ec": row["ec"], "vector": row["vec"]}
    if outcome == "UNDEF":
        expect = {"verdict": "undef", "delivered": delivered}
        if row["el"] == "EL1" and boot["mte_cpu"]:
            native = any(int(row[f], 16) for f in NATIVE_FLAGS)
            expect["origin"] = "native" if native else "injected"
        return expect
    if outcome in ("SYS64_TRAP", "SVC64"):
        return {"verdict": "trap", "handler": "host", "delivered": delivered}
    return None


SCRATCH = 0x42000000
REGISTERS = {"1": "0x%x" % SCRATCH, "2": "0x%x" % (SCRATCH + 64), "3": "0x%x" % (5 << 56 | SCRATCH), "11": "0x10"}


def step_case(n, row, word, el, sctlr):
    """A row that needs memory or PSTATE, whose exception is at its first word."""
    case = {"id": "%d %s %s%s%s" % (n, row["insn"], row["el"], row["setup"], row["pre"]), "word": "0x%08x" % word,
            "el": el, "set": sctlr, "x": REGISTERS, "mem": [{"at": "0x%x" % SCRATCH, "size": 4096}]}
    if row["outcome"].startswith("sig11"):
        case["expect"] = {"verdict": "fault"}
        return case
    case["pstate"] = "0x" + row["spsr"]
    delivered = {"vector": row["vec"], "ec": row["ec"], "spsr": "0x" + row["spsr"]}
    if row["outcome"].startswith("DABT"):
        # The level of the translation fault depends on the tables of the kernel: ESR is not compared.
        case["expect"] = {"verdict": "fault", "origin": "native", "delivered": delivered}
        return case
    flags = ("nzcv", "daif", "pan", "uao", "dit", "ssbs", "tco", "allint")
    pstate = sum(int(row[f], 16) for f in flags) | int(row["el_after"], 16) | int(row["spsel"], 16)
    case["expect"] = {"verdict": "undef", "origin": "injected",
                      "delivered": dict(delivered, esr="0x" + row["esr"], pstate="0x%x" % pstate)}
    return case


def convert(folder, tests):
    with open(os.path.join(folder, "boot.json")) as f:
        boot = json.load(f)
    boot["mte_cpu"] = "mte=on" in boot["qemu_machine"]
    vhe = "VHE" in open(os.path.join(folder, "banner.txt")).read().replace("nVHE", "").replace("hVHE", "")
    rows = list(csv.DictReader(open(os.path.join(folder, "results.csv"))))
    twins = {r["insn"]: r for r in rows if (r["el"], r["setup"], r["pre"]) == ("EL0", "s0", "p0")}
    count = collections.Counter()
    with open(os.path.join(folder, "check.jsonl"), "w") as out, open(os.path.join(folder, "step.jsonl"), "w") as step:
        for n, row in enumerate(rows, 2):
            expect = expectation(row, boot, twins.get(row["insn"]) if row["el"] == "EL0-signal" else None)
            words = words_of(tests, row["insn"])
            el = 0 if row["el"].startswith("EL0") else 2 if vhe else 1
            sctlr = {"SCTLR_EL2" if vhe else "SCTLR_EL1": "0x" + row["sctlr"]} if row["sctlr"] else {}
            memory = expect is None or row["outcome"].startswith("sig11")
            if memory or expect.get("origin") == "injected":
                step.write(json.dumps(step_case(n, row, words[0], el, sctlr)) + "\n")
                count["step"] += 1
            if memory:
                continue
            last = len(words) - 1
            if row["elr_off"] and expect["verdict"] != "pass":
                last = min(int(row["elr_off"], 16) // 4, last)
            for i, word in enumerate(words[:last + 1]):
                case = {"id": "%d.%d %s %s%s%s" % (n, i, row["insn"], row["el"], row["setup"], row["pre"]),
                        "word": "0x%08x" % word, "el": el}
                if sctlr:
                    case["set"] = sctlr
                case["expect"] = expect if i == last else {"verdict": "pass"}
                out.write(json.dumps(case) + "\n")
                count["check"] += 1
    print("%-26s %4d rows: %4d cases for check, %3d for step" % (folder, len(rows), count["check"], count["step"]))


def main():
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    tests = {r["insn"]: r["words"] for r in csv.DictReader(open("tests.csv"))}
    for folder in sorted(d for d in os.listdir(".") if os.path.isdir(d)):
        convert(folder, tests)
    return 0


sys.exit(main())
