#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write down what a real boot's EL2 does while /init (vm.s) makes a VM, runs it and takes it down.

    follow.py QEMU IMAGE CPU CMDLINE INITRD TRACE

Each exception that the host takes to EL2 is stopped at its vector and where it comes back. The trace holds the machine
before the first one, then for each: registers and the pages that the host has changed since, and registers and the pages
that are changed when it comes back. Numbers are little endian; a record is its kind (1 byte) and

    R  registers: their number (4), then for each its name (24, filled with 0) and value (8)
    P  a page: its physical address (8), its bytes (4096)
    >  the exception is taken, in the state that the records before it tell
    <  it is over
    .  the end
"""
import mmap
import os
import re
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../panics"))
from machine import Gone, Stub  # noqa: E402

RAM_BASE, RAM = 0x40000000, 256 << 20
PAGE = 4096
BLOCK = 1 << 20
PC, CPSR = 32, 33


class Quiet(Stub):
    """That it has stopped for us is told unasked, some time after connecting."""

    def ask(self, text):
        answer = super().ask(text)
        while answer[:1] == b"T":
            answer = self.receive()
        return answer


class Follower:
    def __init__(self, qemu, image, cpu, cmdline, initrd, directory, out):
        self.directory, self.out = directory, out
        self.console = os.path.join(directory, "console")
        ram, gdb = os.path.join(directory, "ram"), os.path.join(directory, "gdb")
        mte = ",mte=on" if cpu.startswith("max") else ""
        self.qemu = subprocess.Popen(
            [*qemu, "-M", f"virt,gic-version=3,virtualization=on{mte},memory-backend=ram", "-cpu", cpu, "-m", "256M",
             "-object", f"memory-backend-file,id=ram,size={RAM},mem-path={ram},share=on", "-display", "none",
             "-monitor", "none", "-nodefaults", "-serial", f"file:{self.console}", "-kernel", image, "-initrd", initrd,
             "-append", f"console=ttyAMA0 panic=0 {cmdline}", "-gdb", f"unix:{gdb},server=on,wait=off"],
            stdin=subprocess.DEVNULL)
        self.wait_for("el2trap: ready", 120)
        self.ram = mmap.mmap(os.open(ram, os.O_RDONLY), RAM, prot=mmap.PROT_READ)
        self.before = bytearray(RAM)
        self.stub = Quiet(gdb, 10)
        self.stub.ask("qXfer:features:read:target.xml:0,1000")
        self.numbers = self.stub.system_registers()

    def text(self):
        with open(self.console, encoding="utf-8", errors="replace") as f:
            return f.read()

    def wait_for(self, pattern, seconds):
        deadline = time.monotonic() + seconds
        while not (os.path.exists(self.console) and re.search(pattern, self.text())):
            if self.qemu.poll() is not None or time.monotonic() > deadline:
                raise Gone(f"the kernel did not get to: {pattern}")
            time.sleep(0.05)

    def register(self, name):
        return self.stub.register(self.numbers[name])

    def write_registers(self, at_interrupt=()):
        values = {f"X{n}": self.stub.register(n) for n in range(31)}
        values.update(PC=self.stub.register(PC), CPSR=self.stub.register(CPSR))
        for name, number in self.numbers.items():
            answer = self.stub.ask(f"p{number:x}")
            if re.fullmatch(rb"[0-9a-f]{16}|[0-9a-f]{8}", answer):
                values[name] = int.from_bytes(bytes.fromhex(answer.decode()), "little")
        if values["PC"] in at_interrupt:  # which it takes before its next instruction
            values.update(PC=values["ELR_EL1"], CPSR=values["SPSR_EL1"])
        self.out.write(b"R" + struct.pack("<I", len(values)))
        for name, value in values.items():
            self.out.write(struct.pack("<24sQ", name.encode()[:24], value))

    def write_pages(self):
        """Those that differ from what was written last."""
        for block in range(0, RAM, BLOCK):
            now = self.ram[block:block + BLOCK]
            if now == self.before[block:block + BLOCK]:
                continue
            for at in range(0, BLOCK, PAGE):
                page = now[at:at + PAGE]
                if page != self.before[block + at:block + at + PAGE]:
                    self.out.write(b"P" + struct.pack("<Q", RAM_BASE + block + at) + page)
            self.before[block:block + BLOCK] = now

    def wait_stop(self, seconds):
        """True: stopped at a breakpoint. False: time passed, and it still runs."""
        deadline = time.monotonic() + seconds
        self.stub.socket.settimeout(0.2)
        try:
            while time.monotonic() < deadline:
                try:
                    return self.stub.receive()[:1] in b"TS"
                except Gone as gone:
                    if "timed out" not in str(gone):
                        raise
            return False
        finally:
            self.stub.socket.settimeout(30)

    def points(self, letter, addresses):
        for address in addresses:
            self.stub.must(f"{letter}0,{address:x},4")

    def one(self):
        """The next exception. False: there is none, and the machine runs."""
        vector = self.register("VBAR_EL2") + 0x400  # the boot stub's, before nVHE of 6.1 has a VM
        self.points("Z", [vector])
        self.stub.go()
        while not self.wait_stop(1):
            if "el2trap: end" in self.text():
                return False
        self.points("z", [vector])
        self.write_pages()
        self.write_registers()
        self.out.write(b">")
        elr, vbar = self.register("ELR_EL2"), self.register("VBAR_EL1" if "VBAR_EL1" in self.numbers else "VBAR")
        interrupts = {vbar + 0x80, vbar + 0x280, vbar + 0x480}
        back = sorted({elr, elr + 4, vbar, vbar + 0x200, vbar + 0x400} | interrupts)
        self.points("Z", back)
        self.stub.go()
        if not self.wait_stop(20):
            raise Gone("an exception that does not come back")
        self.points("z", back)
        self.write_pages()
        self.write_registers(interrupts)
        self.out.write(b"<")
        return True

    def follow(self):
        count = 0
        while self.one():
            count += 1
            if count > 4000:
                raise Gone("more exceptions than a VM needs")
        self.out.write(b".")
        return count


def main():
    qemu, image, cpu, cmdline, initrd, trace = sys.argv[1:]
    with tempfile.TemporaryDirectory() as directory, open(trace, "wb") as out:
        follower = None
        try:
            follower = Follower(qemu.split(), image, cpu, cmdline, initrd, directory, out)
            print(follower.follow(), "exceptions;", ", ".join(re.findall(r"el2trap: (KVM.*|a .*)", follower.text())))
        except Gone as gone:
            print(f"follow: {gone}", file=sys.stderr)
            return 1
        finally:
            if follower:
                follower.qemu.kill()
                follower.qemu.wait()
    return 0


sys.exit(main())
