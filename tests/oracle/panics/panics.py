# SPDX-License-Identifier: MIT
"""Does a real kernel panic where `el2trap audit` says so? See cases.txt and `run --help`."""
import argparse
import collections
import concurrent.futures
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import machine
import sweep

# What real cores have and QEMU's lack: profiling, trace, activity monitors, MPAM.
QEMU_LACKS = ("".join(f",ID_AA64DFR0_EL1.{f}=0" for f in ("PMSVer", "TraceBuffer", "TraceVer", "TraceFilt")) +
              ",ID_AA64PFR0_EL1.AMU=0,ID_AA64PFR0_EL1.MPAM=0,ID_AA64PFR1_EL1.MPAM_frac=0")
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
# MSR of L2CTLR, L2ECTLR, L2ACTLR, CPUACTLR, CPUECTLR of Cortex-A57
UNGATED = (0xd519b040, 0xd519b060, 0xd519f000, 0xd519f200, 0xd519f220)
HVC = 0xd4000002
PANIC = r"HYP panic|nVHE hyp (BUG|panic)"
DIED = r"Internal error: Oops - Undefined instruction"


def el2trap(*words):
    out = subprocess.run([options.el2trap, *words], capture_output=True, text=True)
    if out.returncode != 0:
        sys.exit(f"el2trap {' '.join(words)}: {out.stderr}")
    return out.stdout


def cpu_of(cpu):
    """QEMU's CPU without EL3, as el2trap calls it."""
    return re.split("[:,]", cpu)[0] + ",el3=0"


@functools.lru_cache(maxsize=None)
def audit(kernel, cpu, cmdline, *more):
    """The groups of EL1 by operation and register."""
    groups = {}
    boot = ("--kernel", kernel, "--cpu", cpu_of(cpu), "--cmdline", cmdline, *more)
    for line in el2trap("audit", "--json", *boot).splitlines():
        group = json.loads(line)
        if group.get("el") == 1:
            groups.setdefault(f"{group.get('op', '')} {group.get('register', '')}".strip(), []).append(group)
    return groups


def verdicts(groups):
    return sorted({g["verdict"] for g in groups})


@functools.lru_cache(maxsize=None)
def encodings():
    lines = map(json.loads, el2trap("list", "registers", "--json").splitlines())
    return {r["name"]: [int(n) for n in re.findall(r"\d+", r["encoding"])] for r in lines if "name" in r}


def move(name, register, to_register):
    """MRS or MSR of a system register."""
    op0, op1, crn, crm, op2 = encodings()[name]
    return 0xd5000000 | to_register << 21 | op0 << 19 | op1 << 16 | crn << 12 | crm << 8 | op2 << 5 | register


def read(m, names):
    """The registers, up to 31, as EL1 reads them: not all stubs have all of them."""
    assert len(names) <= 31
    m.run([move(name, x, True) for x, name in enumerate(names)], {}, 0.2)
    return {name: m.stub.register(x) for x, name in enumerate(names)}


@functools.lru_cache(maxsize=None)
def qemu_cpus():
    return subprocess.run([*options.qemu.split(), "-M", "virt", "-cpu", "help"], capture_output=True, text=True).stdout.split()


class Lacks(Exception):
    """This QEMU's CPU is another than the row is about."""


def must_have(m, kernel, cpu, cmdline, operation, directory):
    """A CPU with the machine's own ID registers has to give the row's answer, too: an older QEMU lacks features."""
    registers = read(m, [n for n in encodings() if re.fullmatch(r"ID_AA64\w+_EL1", n)])
    live = os.path.join(directory, "cpu")
    with open(live, "w", encoding="utf-8") as f:
        f.writelines(f"{name}=0x{value:x}\n" for name, value in registers.items())
    have = verdicts(audit(kernel, cpu, cmdline, "--cpu-file", live).get(operation, []))
    if have != verdicts(audit(kernel, cpu, cmdline)[operation]):
        raise Lacks(f"by its ID registers, QEMU's {cpu_of(cpu)} gives {' '.join(have) or 'nothing'}")


def register_with(cpu, field, value):
    """The register after a boot with that value in the field: the model moves it to x0. None if it does not fit."""
    name = field.split(".")[0]
    case = json.dumps({"word": hex(move(name, 0, True)), "el": 1})
    out = subprocess.run([options.el2trap, "step", "--no-hypervisor", "--cmdline", "kvm-arm.mode=nvhe",
                          "--cpu", cpu_of(cpu), "--set", f"{field}={value}"], input=case, capture_output=True, text=True)
    return None if out.returncode else int(json.loads(out.stdout).get("x", {}).get("0", "0x0"), 16)


def field(cpu, name, part, value):
    """Mask and bits of a field: of part "[msb:lsb]", or ".NAME", whose width is found by what fits."""
    if part[0] == "[":
        msb, lsb = map(int, part[1:-1].split(":"))
        return (1 << msb + 1) - (1 << lsb), int(value, 0) << lsb
    ones = 1
    while register_with(cpu, name + part, 2 * ones + 1) is not None:
        ones = 2 * ones + 1
    mask = register_with(cpu, name + part, ones) & ~register_with(cpu, name + part, 0)
    return mask, register_with(cpu, name + part, value) & mask


def setup(m, cpu, when):
    """What EL1 has to set first, as instructions, and the x registers that hold the values, from x8 on."""
    parts = re.findall(r"([A-Z0-9]+_EL1)(\.\w+|\[\d+:\d+\])=(\w+)", when)
    wanted = read(m, dict.fromkeys(name for name, _, _ in parts)) if parts else {}
    for name, part, value in parts:
        mask, bits = field(cpu, name, part, value)
        wanted[name] = wanted[name] & ~mask | bits
    words = [move(name, 8 + n, False) for n, name in enumerate(wanted)]
    return [*words, 0xd5033fdf] if words else [], dict(enumerate(wanted.values(), 8))  # isb


def one(case):
    kernel, cpu, cmdline, verdict, operation = case
    groups = audit(kernel, cpu, cmdline).get(operation, [])
    said = verdicts(groups)
    if said != [verdict]:
        return False, f"audit says {said or 'nothing'}"
    group = groups[0]
    if options.model:
        return True, "audit says so"
    if cpu.split(":")[0] not in qemu_cpus():
        raise Lacks("QEMU has no such CPU")
    with tempfile.TemporaryDirectory() as directory, \
            machine.Machine(options.qemu.split(), options.images[kernel], cpu, cmdline, directory) as m:
        must_have(m, kernel, cpu, cmdline, operation, directory)
        words, values = setup(m, cpu, group.get("when", ""))
        values[0] = m.stub.register(31) if group["class"] == "memory" else 0
        start = len(m.text())
        past = m.run([*words, int(group["word"], 16)], values, 0.5)
        m.stub.go()
        text = m.wait_for(PANIC + "|" + DIED, 0 if past else 20, start) or ""
        if re.search(PANIC, text):
            m.wait_for("end Kernel panic", 20, start)
            text = m.text()[start:]
    if re.search(DIED, text) and re.search(r" S3_\d_C1[15]_", operation):
        raise Lacks("QEMU lacks the IMPLEMENTATION DEFINED register")
    seen = "panic" if re.search(PANIC, text) else "undef" if re.search(DIED, text) else "pass" if past else "nothing"
    line = re.search(r"(nVHE hyp (?:BUG|panic) at:|Internal error:).*", text)
    shown = re.sub(r" \[<[0-9a-f]+>\]", "", line[0]) if line else ""
    when = f" with {group['when']}" if group.get("when") else ""
    return seen == verdict, f"{group['word']} {group['text']}{when}: {seen}. {shown}".rstrip(". ")


def registers():
    """corpora/boots/registers.txt, without its head."""
    shown = json.loads(el2trap("boot", "--json").splitlines()[1])["registers"]
    for kernel, image in sorted(options.images.items()):
        for cpu in ["cortex-a57", "cortex-a710:mte", "max:mte", "neoverse-n1", "neoverse-n2:mte", "neoverse-v1"]:
            for cmdline in ["", "kvm-arm.mode=nvhe", "kvm-arm.mode=protected arm64.nomte"]:
                try:
                    with tempfile.TemporaryDirectory() as directory, \
                            machine.Machine(options.qemu.split(), image, cpu, cmdline, directory) as m:
                        numbers = m.stub.system_registers()
                        live = [f"{n}=0x{m.stub.register(numbers[n]):x}" for n in shown if n in numbers]
                    print(f"{kernel:4} | {cmdline:34} | {cpu_of(cpu)} | {' '.join(live)}", flush=True)
                except machine.Gone as gone:
                    print(f"# {kernel} {cpu} '{cmdline}': {gone}", flush=True)


def known(word, cpu):
    """Why QEMU may say something else than the model."""
    if cpu.startswith("cortex-a57") and word & ~0x1f in UNGATED:
        return "QEMU's Cortex-A57 has no gates of ACTLR_EL2 (docs/disagreements.md)"
    with open(os.path.join(ROOT, "corpora/system-space/known.csv"), encoding="utf-8") as f:
        for line in f.read().splitlines()[1:]:
            mask, value, _, _, _, why = line.split(",", 5)
            if not (word ^ int(value, 16)) & int(mask, 16):
                return why
    return None


def against(kernel, cpu, cmdline, el, when, values, taken):
    """What a booted kernel showed of every MSR, MRS, SYS and SYSL word, against the model: level, and syndrome at EL2."""
    model_cpu = cpu_of(cpu) + (QEMU_LACKS if cpu.startswith(("neoverse-n2", "neoverse-v1", "cortex-a710")) else "")
    out = subprocess.run([options.el2trap, "check", "-q", "--kernel", kernel, "--cpu", model_cpu, "--cmdline", cmdline,
                          *(word for name, value in values.items() for word in ("--set", f"{name}={value:#x}"))],
                         input="\n".join(json.dumps({"word": hex(w), "el": el}) for w in sweep.words()),
                         capture_output=True, text=True)
    if out.returncode not in (0, 4):
        sys.exit(f"el2trap check: {out.stderr}")
    count = collections.Counter()
    for line in out.stdout.splitlines():
        answer = json.loads(line)
        word, own = int(answer["word"], 16), answer.get("taken", {})
        el2, el1 = taken.get(word, (0, 0))
        real = f"EL2 {el2:#x}" if el2 else "EL1" if el1 else "executes"
        model = f"EL2 {own['esr']}" if own.get("el") == 2 else "EL1" if own else "executes"
        if answer["verdict"] == "unmodelled":
            count["unmodelled"] += 1
            count["unmodelled, at EL2"] += bool(el2)
        elif real == model:
            count[f"agree: {real[:3] if el2 else real}"] += 1
        elif known(word, cpu):
            count["explained"] += 1
        elif not el2 and own.get("el") != 2 and el1 >> 26 in (0x24, 0x25, 0x2d):
            count["memory"] += 1  # the word executes, and what it accesses is not there
        else:
            count["NOT"] += 1
            print(f"NOT {kernel} {cpu} '{cmdline}' EL{el} {when}: {answer['word']} {answer['text']}: "
                  f"real {real}{f' {el1:#x}' if el1 else ''}, model {model}")
    return count


def swept(kernel, cpu, cmdline):
    """The four sweeps of a boot: EL1, EL0, each with EL1's registers as booted and opened as far as they go."""
    with tempfile.TemporaryDirectory() as directory, \
            machine.Machine(options.qemu.split(), options.images[kernel], cpu, cmdline, directory) as m:
        s = sweep.Sweep(m)
        for el in (1, 0):
            if el == 0:
                s.run_at_el0()
            for when, values in (("as booted", s.booted), ("opened", s.opened)):
                set_ = s.set_controls(values)
                if when == "as booted":  # of what OPEN names, tasks change this
                    set_ = {name: value for name, value in set_.items() if name == "GCSCRE0_EL1"}
                yield el, when, set_, s.every_word()
                s.set_controls(s.booted)


SWEPT_MODES = ["kvm-arm.mode=protected arm64.nomte", "kvm-arm.mode=nvhe", "kvm-arm.mode=protected",
               "kvm-arm.mode=protected id_aa64mmfr1.vh=0", "arm64_sw.hvhe=1", "kvm-arm.mode=nvhe arm64.nomte"]
# Cortex-A57 as r1p3: Linux 7.2 protected does not come up on QEMU's r1p0 (docs/findings.md, erratum 834220)
SWEPT_CPUS = ["max:mte", "cortex-a710:mte", "neoverse-n2:mte", "neoverse-n1", "cortex-a57,midr=0x411fd073"]


def sweeps():
    wrong = 0
    for cmdline in SWEPT_MODES:
        for kernel in sorted(options.images):
            for cpu in SWEPT_CPUS:
                name = f"{kernel} {cpu.split(':')[0]} '{cmdline}'"
                if options.only not in name:
                    continue
                try:
                    for el, when, values, taken in swept(kernel, cpu, cmdline):
                        count = against(kernel, cpu, cmdline, el, when, values, taken)
                        wrong += count["NOT"]
                        print(f"{name} EL{el} {when}: {', '.join(f'{k} {n}' for k, n in sorted(count.items()) if n)}",
                              flush=True)
                except machine.Gone as gone:
                    print(f"skip {name}: {gone}", flush=True)
    return 1 if wrong else 0


def hypercall(m, registers):
    """What became of it: the place of a panic or BUG, "hang at" a level, or "returns"; and the syndrome of a panic."""
    start = len(m.text())
    past = m.run([HVC], registers, 0.5)
    m.stub.go()
    text = (m.wait_for("end Kernel panic", 2 if past else 20, start) and m.text()[start:]) or m.text()[start:]
    at = re.search(r"nVHE hyp (?:panic|BUG) at: (?:\[<[0-9a-f]+>\] )?__kvm_nvhe_(\S+)/", text)
    syndrome = re.search(r"ESR:0*([0-9a-f]+)", text)
    if at:
        return at[1], syndrome and syndrome[1]
    m.stub.interrupt()
    level = m.stub.register(machine.CPSR) >> 2 & 3
    return f"hang at EL{level}" if level > 1 else "returns" if past else "nothing", None


def hypercalls():
    """What `el2trap fuzz --hypervisor` found in recorded kernels, on booted ones: hypercalls.txt."""
    wrong = skipped = 0
    with open(os.path.join(HERE, "hypercalls.txt"), encoding="utf-8") as f:
        cases = [[c.strip() for c in line.split("|")] for line in f if line.strip() and not line.startswith("#")]
    cases = [c for c in cases if options.only in " ".join(c)]
    for kernel, cpu, cmdline, numbers, place in cases:
        if kernel not in options.images:
            skipped += 1
            continue
        registers = {n: 0 for n in range(8)}
        registers.update(enumerate(int(x, 16) for x in numbers.split()))
        with tempfile.TemporaryDirectory() as directory, \
                machine.Machine(options.qemu.split(), options.images[kernel], cpu, cmdline, directory) as m:
            at, syndrome = hypercall(m, registers)
        wrong += at != place
        print(f"{'ok' if at == place else 'NOT'} {kernel} {cpu.split(':')[0]} '{cmdline}' hvc, x0={numbers}: "
              f"{at}{', ESR 0x' + syndrome if syndrome else ''}", flush=True)
    print(f"{len(cases)} hypercalls, {wrong} not as expected, {skipped} skipped")
    return 1 if wrong else 4 if skipped == len(cases) else 0


def main():
    if options.sweep:
        return sweeps()
    if options.hypercalls:
        return hypercalls()
    if options.registers:
        registers()
        return 0
    with open(os.path.join(HERE, "cases.txt"), encoding="utf-8") as f:
        cases = [[c.strip() for c in line.split("|")] for line in f if line.strip() and not line.startswith("#")]
    cases = [c for c in cases if options.only in " ".join(c)]
    wrong = skipped = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        futures = [(c, pool.submit(one, c) if c[0] in options.images or options.model else None) for c in cases]
        for case, future in futures:
            name = f"{case[0]} {case[1].split(':')[0]} '{case[2]}' {case[4]}"
            if not future:
                skipped += 1
                print(f"skip {name}: no kernel")
                continue
            try:
                ok, text = future.result()
            except Lacks as lacks:
                skipped += 1
                print(f"skip {name}: {lacks}")
                continue
            except machine.Gone as gone:
                ok, text = False, f"QEMU: {gone}"
            wrong += not ok
            print(f"{'ok' if ok else 'NOT'} {name}: {text}", flush=True)
    print(f"{len(cases)} cases, {len(cases) - wrong - skipped} as audit says, {wrong} not, {skipped} skipped")
    return 1 if wrong else 4 if skipped == len(cases) else 0


parser = argparse.ArgumentParser(prog="./dev oracle panics", description=__doc__)
parser.add_argument("--el2trap", required=True, help=argparse.SUPPRESS)
parser.add_argument("--qemu", default="qemu-system-aarch64", help="program, with its first arguments")
parser.add_argument("--kernel", action="append", default=[], metavar="RELEASE=IMAGE", help="an Image of one's own")
parser.add_argument("--only", default="", metavar="TEXT", help="rows that contain this text")
parser.add_argument("--jobs", type=int, default=os.cpu_count())
parser.add_argument("--model", action="store_true", help="ask audit alone, boot nothing")
parser.add_argument("--sweep", action="store_true", help="every system register word at EL1 of booted kernels, against the model")
parser.add_argument("--hypercalls", action="store_true", help="hypercalls.txt: what fuzz found in recorded kernels")
parser.add_argument("--registers", action="store_true", help="print what corpora/boots/registers.txt holds, anew")
options = parser.parse_args()
if not options.model and not shutil.which(options.qemu.split()[0]):
    print(f"skip: no {options.qemu}", file=sys.stderr)
    sys.exit(4)
options.images = dict(k.split("=", 1) for k in options.kernel)
sys.exit(main())
