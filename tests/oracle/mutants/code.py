#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Mutants of the code: ./dev oracle mutants --code [--count N] [--shard I/N] [--skip N] [--seed S] [--only TEXT] [--list].

Changes one token of a C file in policy/, model/exec/ or replay/judge/, or of model/rules/facts.c, in a copy of the tree,
builds the copy, and runs the tests, quick ones first, until one fails; in the end some of them once more under AddressSanitizer and UBSan, as
./dev test does with all. Prints the mutants that all tests pass; equivalent.txt lists those that no test can tell, with the reason. Exit 1 if
more than five in a hundred survive.
"""
import argparse
import hashlib
import pathlib
import re
import resource
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
TOKEN = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|^[ \t]*#(?:\\\n|[^\n])*|"
                   r"0[xX][0-9a-fA-F]+[uUlL]*|\d+[uUlL]*|\w+|->|<<=|>>=|<<|>>|&&|\|\||[<>=!+\-*/%&|^]=|\+\+|--|\S",
                   re.S | re.M)
SWAPS = {"==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "&&": "||", "||": "&&", "<<": ">>",
         ">>": "<<", "+": "-", "-": "+", "|": "&", "&": "|", "true": "false", "false": "true", "+=": "-=", "|=": "&=",
         "&=": "|=", "++": "--"}
BINARY = {"&", "-", "+", "<", ">", "|"}
# What is built, and which tests of it run, by room: first those that look closest, then by cost. A mutant stops at the
# first that fails.
UNIT = ["test_machine_walk", "test_run_programs", "test_run_levels", "test_run_engine", "test_run_hot", "test_trap_tables", "test_system_space",
        "test_machine_qemu", "test_syndrome", "test_explore", "test_policy"]
CLI = r"^cli_(audit|boot|call|check|compare|esr|explain|guest|hypervisor|kmsg|list|outside|pauth|policy|run|replay|step|table|who)|^snippet_"
ROUNDS = {
    "policy": [(["test_core"], r"^core_(verdicts|boots|registers|tables|answers|guests)$"),
               (["test_condition", "test_policy", "test_guest", "test_own_policy", "test_machine_step"],
                r"^test_(condition|policy|guest|own_policy|machine_step)$"), (["el2trap"], r"^oracle_golden$"),
               ([], r"^cli_(policy|guest)"), (["test_replay"], CLI)],
    "model/exec": [(["test_machine_step", "test_machine_copy"], r"^test_machine_(step|copy)$"),
                   (["test_machine_memory", "test_machine_unicorn", "test_core"],
                    r"^core_verdicts$|^test_machine_(memory|unicorn)$"),
                   (["el2trap"], r"^cli_(step|run|check|call|pauth)|^snippet_"), (UNIT, "^(" + "|".join(UNIT) + ")$"),
                   (["oracle_qemu", "oracle_qemu_guest"], r"^oracle_qemu_agrees$")],
    "replay/judge": [(["test_replay", "test_judge"], r"^test_(replay|judge)$"),
                     (["el2trap"], r"^cli_(replay_.*|outside_03_replay|outside_21.*)$"), ([], r"^cli_replay|^cli_kmsg|^cli_outside_17"), ([], CLI)],
    "model/rules/facts.c": [(["test_core", "oracle_mutants"], r"^core_(verdicts|boots|registers|tables|answers)$|^oracle_witnesses$"),
                            (["test_machine_step", "test_system_space", "test_trap_tables", "test_machine_qemu"],
                             r"^test_(machine_step|system_space|trap_tables|machine_qemu)$"), (["el2trap"], CLI)],
}

# The second pass of ./dev test: what reads or writes beyond an array, or shifts by too much.
SANITIZED = {
    "policy": (["test_core", "test_condition", "test_policy", "test_guest", "test_own_policy"],
               r"^core_(verdicts|boots|answers)$|^test_(condition|policy|guest|own_policy)$"),
    "model/exec": (["test_machine_step", "test_machine_copy", "test_machine_memory"], r"^test_machine_(step|copy|memory)$"),
    "replay/judge": (["test_replay", "test_judge"], r"^test_(replay|judge)$"),
    "model/rules/facts.c": (["test_core"], r"^core_(verdicts|boots|answers)$"),
}


def mutants_of(path):
    """(offset, length, replacement, kind) of each mutant of a file."""
    text = path.read_text()
    tokens = [m for m in TOKEN.finditer(text)
              if not m.group().startswith(("/*", "//", '"', "'")) and not m.group().lstrip().startswith("#")]
    depth = 0
    for i, m in enumerate(tokens):
        t, before, after = m.group(), tokens[i - 1].group() if i else "", tokens[i + 1].group() if i + 1 < len(tokens) else ""
        depth += (t == "{") - (t == "}")
        value = re.match(r"[\w)\]]", before[-1:]) and before not in ("return", "case")
        if depth == 0:
            continue
        if t in SWAPS and (t not in BINARY or value) and not (t == "&" and not value):
            yield m.start(), len(t), SWAPS[t], "operator"
        elif t == "!" and after != "=":
            yield m.start(), 1, "", "operator"
        elif re.match(r"\d", t):
            n = re.match(r"(0[xX][0-9a-fA-F]+|\d+)(.*)", t)
            yield m.start(), len(t), f"{int(n[1], 0) + 1}{n[2]}", "constant"
        elif t == "if" and after == "(":
            level = 0
            for n in tokens[i + 1:]:
                level += (n.group() == "(") - (n.group() == ")")
                if level == 0:
                    start = tokens[i + 1].start()
                    yield start, n.end() - start, "(!" + text[start:n.end()] + ")", "condition"
                    break
        elif before in (";", "{", "}") and re.match(r"[a-z]\w*$", t) and (after in ("(", "->", "[", ".", "=", "|=", "&=", "+=")):
            if t in ("if", "for", "while", "switch", "return", "sizeof"):
                continue
            end = text.index(";", m.start())
            if "{" not in text[m.start():end]:
                yield m.start(), end - m.start(), "", "statement"


def all_mutants():
    for room in ROUNDS:
        for path in sorted((ROOT / room).glob("*.c")) or [ROOT / room]:
            text = path.read_text()
            for offset, length, new, kind in mutants_of(path):
                begin = text.rfind("\n", 0, offset) + 1
                end = text.find("\n", offset + length)
                line = text[begin:offset] + "[" + text[offset:offset + length] + " => " + new + "]" + text[offset + length:end]
                yield {"room": room, "file": str(path.relative_to(ROOT)), "offset": offset, "length": length, "new": new, "kind": kind,
                       "line": text.count("\n", 0, offset) + 1, "what": " ".join(line.split())}


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)


class Copy:
    """The tree, copied and built: its tests must pass before anything is changed."""

    def __init__(self, where, jobs):
        self.source, self.jobs = where / "source", jobs
        plain, sanitized = where / "build", where / "sanitized"
        files = run(["git", "ls-files"], cwd=ROOT).stdout.split()
        for name in files:
            old, new = ROOT / name, self.source / name
            if not old.is_file():
                continue
            if not new.exists() or new.read_bytes() != old.read_bytes():
                new.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(old, new)
                new.touch()
        for build, options in (plain, []), (sanitized, ["-DEL2TRAP_ASAN=ON"]):
            if not (build / "build.ninja").exists():
                # no symbols to write and to link
                self.must(["cmake", "-G", "Ninja", "-S", self.source, "-B", build, "-DCMAKE_BUILD_TYPE=Mutants",
                           "-DCMAKE_C_FLAGS=-O1"] + options +
                          (["-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld"] if shutil.which("ld.lld") else []))
        self.rounds = {room: [(plain, *r) for r in ROUNDS[room]] + [(sanitized, *SANITIZED[room])] for room in ROUNDS}
        for build, targets, tests in sum(self.rounds.values(), []):
            if not self.builds(build, targets):
                sys.exit("the tree as it is does not build")
            failed = self.fails(build, tests)
            if failed:
                sys.exit("the tree as it is fails " + failed)

    def must(self, command):
        r = run(command)
        if r.returncode:
            sys.exit(r.stdout)

    def builds(self, build, targets):
        command = ["cmake", "--build", build, "-j", str(self.jobs)]
        return not targets or run(command + [a for t in targets for a in ("--target", t)]).returncode == 0

    def fails(self, build, tests):
        seconds = 600 if "qemu" in tests else 30  # of CPU: a mutant may run for ever
        r = run(["ctest", "--test-dir", build, "-R", tests, "-j", str(self.jobs), "--stop-on-failure"],
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds)))
        failed = re.findall(r"^\s+\d+ - (\S+) \((?!Skipped)", r.stdout, re.M)
        return failed[0] if failed else "" if r.returncode == 0 else "ctest"

    def killer(self, mutant):
        """The test that fails; None if none does, False if it does not build."""
        path = self.source / mutant["file"]
        intact = path.read_text()
        at = mutant["offset"]
        path.write_text(intact[:at] + mutant["new"] + intact[at + mutant["length"]:])
        try:
            for build, targets, tests in self.rounds[mutant["room"]]:
                if not self.builds(build, targets):
                    return False
                failed = self.fails(build, tests)
                if failed:
                    return failed
            return None
        finally:
            path.write_text(intact)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("build", type=pathlib.Path)
    p.add_argument("--count", type=int, default=150, help="how many mutants (150)")
    p.add_argument("--shard", default="1/1", help="I/N: every Nth of them, from the Ith on")
    p.add_argument("--skip", type=int, default=0, help="how many of them to leave out first")
    p.add_argument("--seed", default="1", help="which ones: their order comes from it")
    p.add_argument("--only", action="append", help="those whose file or line has this text; any of several")
    p.add_argument("--jobs", type=int, default=2)
    p.add_argument("--list", action="store_true", help="print them, and do nothing")
    a = p.parse_args()
    known = {}
    for line in (HERE / "equivalent.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, what, reason = line.split("\t")
            known[name, what] = reason
    shard, shards = map(int, a.shard.split("/"))
    mutants = sorted(all_mutants(), key=lambda m: hashlib.sha1((a.seed + m["file"] + m["what"]).encode()).digest())
    total = len(mutants)
    if a.only:
        mutants = [m for m in mutants if any(text in m["file"] + "\t" + m["what"] for text in a.only)]
    if a.list:
        for m in mutants[:a.count]:
            print(m["file"], m["line"], m["kind"], m["what"], sep="\t")
        return 0
    copy = Copy(a.build.parent / f"mutants-{shard}", a.jobs)
    made = killed = same = stillborn = 0
    for m in mutants[a.skip + shard - 1::shards]:
        if made + same == (a.count + shards - shard) // shards:
            break
        killer = copy.killer(m)
        place = f'{m["file"]}:{m["line"]}\t{m["what"]}'
        if killer is False:
            stillborn += 1
        elif killer:
            made, killed = made + 1, killed + 1
            print("killed by", killer, place, sep="\t", flush=True)
        elif (m["file"], m["what"]) in known:
            same += 1
            print("equivalent", place, known[m["file"], m["what"]], sep="\t", flush=True)
        else:
            made += 1
            print("SURVIVES", place, sep="\t", flush=True)
    print(f"{total} mutants in all; {killed} of {made} killed ({100 * killed / max(made, 1):.1f}%), {same} equivalent, "
          f"{stillborn} that do not build")
    return killed < made * 0.95


if __name__ == "__main__":
    sys.exit(main())
