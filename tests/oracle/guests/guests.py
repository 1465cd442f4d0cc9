# SPDX-License-Identifier: MIT
"""What guests of a booted kernel meet, as a file of corpora/guests: see run."""
import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile

SMC_1 = 0xD4000023
DC_ISW = 0xD5087640
HERE = os.path.dirname(os.path.abspath(__file__))


def registers(el2trap):
    """The ID registers and every other that can be read and has a name, but for EL3's and what acknowledges interrupts."""
    lines = subprocess.run([el2trap, "list", "registers", "--json"], capture_output=True, text=True, check=True).stdout
    words = [mrs(3, 0, 0, crm, op2) for crm in range(8) for op2 in range(8)]
    for line in lines.splitlines():
        row = json.loads(line)
        name = row.get("name", "")
        parts = re.fullmatch(r"S(\d)_(\d)_C(\d+)_C(\d+)_(\d)", row.get("encoding", ""))
        if not parts or "MRS" not in row["access"] or name.endswith("_EL3") or "IAR" in name:
            continue
        words.append(mrs(*map(int, parts.groups())))
    return sorted(set(words)) + [SMC_1, DC_ISW]


def mrs(op0, op1, crn, crm, op2):
    return 0xD5300000 | (op0 - 2) << 19 | op1 << 16 | crn << 12 | crm << 8 | op2 << 5


def is_id(word):
    op1, crn, crm = word >> 16 & 7, word >> 12 & 15, word >> 8 & 15
    return word >> 19 & 1 and op1 in (0, 1, 3) and crn == 0 and crm < 8


def initrd(program):
    def entry(name, mode, data=b""):
        fields = [1, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
        head = b"070701" + b"".join(b"%08x" % f for f in fields) + name.encode() + b"\0"
        return head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)

    return gzip.compress(entry("dev", 0o40755) + entry("init", 0o100755, program) + entry("TRAILER!!!", 0))


def boot(options, words, work):
    with open(os.path.join(work, "words.h"), "w") as out:
        out.write("static const unsigned words[] = {%s};\n" % ",".join("0x%08x" % w for w in words))
    program = os.path.join(work, "init")
    subprocess.run(["aarch64-linux-gnu-gcc", "-O1", "-ffreestanding", "-nostdlib", "-static", "-fno-builtin", "-I", work,
                    "-o", program, os.path.join(HERE, "vm.c"), "-lgcc"], check=True)
    with open(program, "rb") as file, open(os.path.join(work, "initrd"), "wb") as out:
        out.write(initrd(file.read()))
    command = [options.qemu, "-M", "virt,virtualization=on,gic-version=3" + (",mte=on" if options.cpu == "max" else ""),
               "-cpu", options.cpu, "-m", "1024", "-nographic", "-no-reboot", "-kernel", options.image,
               "-initrd", os.path.join(work, "initrd"), "-append", "console=ttyAMA0 loglevel=1 panic=-1 " + options.cmdline]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=options.seconds).stdout.decode(
        errors="replace")


def met(kind, value, word):
    if kind == "value":
        return "=%x" % value if is_id(word) else "="
    if value == 0x2000000:
        return "u"
    return "s" if value >> 26 == 0x18 else "e%x" % value


def main():
    parser = argparse.ArgumentParser(prog="./dev oracle guests")
    parser.add_argument("--el2trap", required=True)
    parser.add_argument("--qemu", default="qemu-system-aarch64")
    parser.add_argument("--image", required=True)
    parser.add_argument("--cmdline", default="")
    parser.add_argument("--cpu", default="max")
    parser.add_argument("--without", action="append", default=[], help="a word that is left out, 0x...")
    parser.add_argument("--seconds", type=int, default=600)
    options = parser.parse_args()
    left_out = {int(w, 0) for w in options.without}
    words = [w for w in registers(options.el2trap) if w not in left_out]
    with tempfile.TemporaryDirectory() as work:
        console = boot(options, words, work)
    guests = {}
    for guest, word, kind, value in re.findall(r"met (\S+) ([0-9a-f]{8}) (esr|value) ([0-9a-f]{16})", console):
        guests.setdefault(guest, {})[int(word, 16)] = met(kind, int(value, 16), int(word, 16))
    if not re.search(r"^met all", console, re.M):
        ended = {g: "%08x" % words[len(m)] for g, m in guests.items() if len(m) < len(words)}
        print("the machine ended before its program did, in a guest at the word (--without leaves it out):", ended,
              file=sys.stderr)
    whole = [g for g in guests if len(guests[g]) == len(words)]
    print("word", *whole)
    for word in words:
        print("%08x" % word, *(guests[g][word] for g in whole))
    return 0 if whole else 1


sys.exit(main())
