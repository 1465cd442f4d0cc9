#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write docs/findings.md anew: docs/findings.py EL2TRAP. A test compares."""
import collections
import json
import os
import re
import subprocess
import sys

EL2TRAP = sys.argv[1]
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
KERNELS = ["6.12", "7.0", "7.2"]
CPUS = ["max", "neoverse-v1", "neoverse-n1", "neoverse-n2", "cortex-a710", "cortex-a57"]
MODES = ["kvm-arm.mode=protected", "kvm-arm.mode=nvhe"]

CAUSES = {
    "EnSCXT": "FEAT_CSV2_2: HCR_EL2.EnSCXT, 0 after EL2's set-up, is in none of HCR_HOST_NVHE_FLAGS",
    "SCTLR2En": "FEAT_SCTLR2: HCRX_EL2.SCTLR2En is not set by __init_el2_hcrx",
    "nMAIR2_EL1": "FEAT_AIE: a trap bit of which the kernel knows nothing stays 0, and 0 traps (`__init_el2_fgt`)",
    "nAMAIR2_EL1": "FEAT_AIE: as for MAIR2_EL1",
    "nGCSEPP": "FEAT_GCS: `__init_el2_fgt` opens GCS registers, not these instructions",
    "nGCSPUSHM_EL1": "FEAT_GCS: as for GCSPUSHX",
    "nGCSSTR_EL1": "FEAT_GCS: as for GCSPUSHX; the exception is EC 0x2D",
    "nGCS_EL1": "FEAT_GCS: this kernel's `__init_el2_fgt` does not know it",
    "nGCS_EL0": "FEAT_GCS: this kernel's `__init_el2_fgt` does not know it",
    "TZ": "CPTR_EL2.TZ stays set (nVHE): `finalise_el2_state` skips SVE that the command line hides, the CPU has it all the same",
    "ZEN": "CPTR_EL2.ZEN stays 0 (hVHE): `finalise_el2_state` skips SVE that the command line hides, the CPU has it all the same",
    "TSM": "CPTR_EL2.TSM stays set (nVHE): as for SVE",
    "SMEN": "CPTR_EL2.SMEN stays 0 (hVHE): as for SVE",
    "ACTLR_EL2": "IMPLEMENTATION DEFINED controls of the core: ACTLR_EL2, which lets EL1 write them, is never written and 0",
}


def el2trap(*words):
    out = subprocess.run([EL2TRAP, *words], capture_output=True, text=True)
    if out.returncode:
        sys.exit(f"el2trap {' '.join(words)}: {out.stderr}")
    return [json.loads(line) for line in out.stdout.splitlines()]


def panics(kernel, cpu, cmdline, *more):
    lines = el2trap("audit", "--json", "--kernel", kernel, "--cpu", f"{cpu},el3=0", "--cmdline", cmdline, *more)
    return [g for g in lines if g.get("verdict") == "panic"]


def what(group):
    """As people say it: the register with its direction, or the instruction."""
    register = group.get("register", "")
    if register.startswith("S3_"):
        return "MSR of CPUACTLR_EL1 and its kin"
    if group["op"] in ("MSR", "MRS"):
        return register
    return register or group["op"].split("/")[0]


def controls(group):
    """The bit of EL2 that did it, and what it would have to be for the word to pass."""
    if group.get("register", "").startswith("S3_"):
        return "ACTLR_EL2", "ACTLR_EL2=0xf3"
    control = group["control"].split(" ")[0].rstrip(",")
    field, value = control.split("=")
    field = {"CPTR_EL2[16:16]": "CPTR_EL2.ZEN", "CPTR_EL2[24:24]": "CPTR_EL2.SMEN"}.get(field, field)
    wide = field.endswith((".ZEN", ".SMEN"))
    return field.split(".")[1], f"{field}={0 if value == '1' else 3 if wide else 1}"


def collect(cmdlines, cpus):
    """Findings by cause, with everything that has it."""
    found = collections.OrderedDict()
    for kernel in KERNELS:
        for cmdline in cmdlines:
            for cpu in cpus:
                for group in panics(kernel, cpu, cmdline):
                    cause, fix = controls(group)
                    f = found.setdefault(cause, {"what": {}, "kernels": {}, "cpus": {}, "when": {},
                                                 "fix": {}, "words": {}})
                    f["what"][what(group)] = 1
                    f["kernels"][kernel] = 1
                    f["cpus"][cpu] = 1
                    if group.get("when") and group["el"] == 1:
                        f["when"][group["when"]] = 1
                    f["fix"][fix] = 1
                    key = (kernel, cmdline, cpu, group["el"])
                    f["words"][key] = f["words"].get(key, 0) + group["count"]
                    f["boot"] = (kernel, cpu, cmdline)
    return found


def shorten(names):
    """A list, cut where it is long."""
    names = list(names)
    return ", ".join(names) if len(names) <= 6 else ", ".join(names[:5]) + f" and {len(names) - 5} more"


def words_of(count):
    return f"{count / 1e6:.1f} million" if count >= 1e6 else f"{count:,}"


def most_words(f):
    """At EL1 and at EL0, under the boot that has most."""
    return ", ".join(words_of(max([n for key, n in f["words"].items() if key[3] == el], default=0)) for el in (1, 0))


def table(found):
    print("| what | why | kernels | CPUs | EL1 sets first | words at EL1, EL0 |\n|---|---|---|---|---|---|")
    for cause, f in found.items():
        print(f"| {shorten(f['what'])} | {CAUSES[cause]} | {', '.join(f['kernels'])} | {', '.join(f['cpus'])} | "
              f"{'; '.join(f['when']) or '-'} | {most_words(f)} |")


def table_of_bits(found):
    print("| what | would pass with | kernels | words at EL1, EL0 |\n|---|---|---|---|")
    for f in found.values():
        print(f"| {shorten(f['what'])} | {', '.join(f['fix'])} | {', '.join(f['kernels'])} | {most_words(f)} |")


def fixes(found):
    """What audit says once the bits have their other value: are the panics of this cause gone?"""
    print("| what | fix | left |\n|---|---|---|")
    for cause, f in found.items():
        kernel, cpu, cmdline = f["boot"]
        sets = [w for bit in f["fix"] for w in ("--set", bit)]
        left = sum(g["count"] for g in panics(kernel, cpu, cmdline, *sets) if controls(g)[0] == cause)
        print(f"| {shorten(f['what'])} | `--set {' --set '.join(f['fix'])}` | {left} words |")


def seen():
    with open(os.path.join(ROOT, "corpora/panics/seen.txt"), encoding="utf-8") as lines:
        for line in lines:
            m = re.match(r"ok (\S+) (\S+) '(.*?)' .*?: 0x\w+ (.*?): (panic|undef|pass)(?:\. (.*))?$", line)
            if m:
                instruction, _, when = m[4].partition(" with ")
                print(f"| {m[1]} | {m[2]} | `{m[3]}` | `{instruction}`{', ' + when if when else ''} | {m[5]} | {m[6] or ''} |")


print(f"""# Findings: one instruction, and the hypervisor is down

A host at EL1 under KVM's nVHE hypervisor, protected or not, must not be able to bring EL2 down; with protected VMs that is
the point. `handle_trap()` of these kernels hits BUG() on every exception that it has no case for, and a system register
access that traps is one, but for the five MTE registers since 7.0. So each trap that EL2's set-up leaves on is an instruction
that ends the machine. These are all of them, for the boots named: `el2trap audit` decides every one of the 2^32 words, with
every register of EL1 free. What it leaves `unmodelled` are IMPLEMENTATION DEFINED encodings (CRn 11 and 15) of cores whose
manuals do not give all of theirs. Written by `docs/findings.py`; the command behind a row is

    el2trap audit --kernel 7.2 --cmdline kvm-arm.mode=protected --cpu max,el3=0

Kernels: {', '.join(KERNELS)}. Modes: {', '.join(MODES)}. CPUs: {', '.join(CPUS)}. Not in the tables: what firmware at EL3 traps first.

## What panics
""")
ordinary = collect(MODES, CPUS)
table(ordinary)
print("""
Words of SCXTNUM_EL0 at EL0: user space can do it, once the kernel has cleared SCTLR_EL1.TSCXT, which Linux sets.
CPUACTLR_EL1 and its kin: the controls of the core itself, which firmware means to keep; of a DSU cluster's registers nothing
is known here. On cortex-a57 by its manual; QEMU's lacks the gate (docs/disagreements.md).

## What a command line adds

`arm64.nosve` and `arm64.nosme` hide SVE and SME from the kernel; nothing hides them from EL1, which only has to open
CPACR_EL1. Then every instruction of them, at EL1 and at EL0, arrives at EL2.
""")
hidden = collect(["kvm-arm.mode=protected arm64.nosve", "kvm-arm.mode=nvhe arm64.nosve", "kvm-arm.mode=protected arm64.nosme",
                  "kvm-arm.mode=nvhe arm64.nosme"],
                 ["max", "neoverse-v1"])
hidden = collections.OrderedDict((c, f) for c, f in hidden.items() if c not in ordinary)
table(hidden)
print("""
## What the next CPU would add

A CPU with every feature of the tables (`--cpu all,el3=0`), with error records, counters and monitors: what panics there
and on none of the above. Bits that trap while they are 0, and of which the kernel does not know, are the bulk.
""")
coming = collect(["kvm-arm.mode=protected"], ["all,error-records=4,system-counters=4"])
coming = collections.OrderedDict((c, f) for c, f in coming.items() if c not in ordinary)
table_of_bits(coming)
print("""
## Fixes that the tables suggest

The bit with its other value, and how many words of this cause then still panic (`audit` with the same `--set`; the last
boot of the row above). `audit --diff --set ...` shows what they become. Whether a bit should be open is the kernel's to
say; where it should not, the fix is the one that MTE got: UNDEF injected, instead of BUG().
""")
fixes(collections.OrderedDict([*ordinary.items(), *hidden.items()]))
print("""
One line for all: `handle_trap()` injects UNDEF for EC 0x18 and the ECs of SVE, SME, FP and GCS, as `handle_host_mte()` does,
instead of falling through to BUG().

## A kernel that does not come up

Linux 7.2 with `kvm-arm.mode=protected` hangs on Cortex-A57 r0p0 to r1p2 (QEMU's cortex-a57 is r1p0) at the first page table of the
host's that its stage 2 does not map yet. The CPU takes an Instruction or Data Abort to EL2 (seen: ESR 0x82000087: translation
fault, level 3, S1PTW=1). `handle_host_mem_abort()` calls `__get_fault_info()`; `__hpfar_valid()` (kvm/hyp/include/hyp/fault.h) says no
for each translation fault where ARM64_WORKAROUND_834220 is on; so `__translate_far_to_hpfar()` asks with AT, which needs the same
unmapped table and fails; the handler takes that for a race with a change of page tables and returns, and the host takes the
abort again, for ever: 172,414 of 172,414 exceptions at the end of the log, all of one address. 6.12 used HPFAR_EL2 where S1PTW is
set, and comes up. Seen on 7.2.13 with QEMU 11.1.3 (`-d int`): it hangs, and with `midr=0x411fd073` (r1p3, which has not the
erratum) it boots. The fix: in `__hpfar_valid()`, do without HPFAR_EL2 only where S1PTW is 0.

## Seen

Real kernels in QEMU, one instruction written over the code at PC (`./dev oracle panics`; `corpora/panics/seen.txt`).
"undef" and "pass" are controls.

| kernel | CPU | command line | instruction | came to | console |
|---|---|---|---|---|---|""")
seen()
