# SPDX-License-Identifier: MIT
"""A kernel in QEMU, stopped and changed through QEMU's gdb stub (GDB Remote Serial Protocol)."""
import os
import re
import socket
import subprocess
import time

CPSR = 33  # of aarch64-core.xml; 0 to 30 are x, 31 sp, 32 pc
PC = 32


class Gone(Exception):
    """QEMU ended, or did not answer."""


class Stub:
    def __init__(self, path, seconds):
        self.buffer = b""
        deadline = time.monotonic() + seconds
        while True:
            self.socket = socket.socket(socket.AF_UNIX)
            try:
                self.socket.connect(path)
                break
            except OSError:
                self.socket.close()
                if time.monotonic() > deadline:
                    raise Gone("no gdb stub")
                time.sleep(0.05)
        self.socket.settimeout(30)

    def byte(self):
        if not self.buffer:
            try:
                self.buffer = self.socket.recv(65536)
            except OSError as error:
                raise Gone(str(error))
            if not self.buffer:
                raise Gone("the gdb stub closed")
        first, self.buffer = self.buffer[:1], self.buffer[1:]
        return first

    def receive(self):
        while self.byte() != b"$":
            pass
        packet = b""
        while (c := self.byte()) != b"#":
            packet += c
        self.byte(), self.byte()
        self.socket.sendall(b"+")
        unescaped = re.sub(rb"\}(.)", lambda m: bytes([m[1][0] ^ 0x20]), packet, flags=re.S)
        return unescaped

    def send(self, text):
        data = text.encode()
        self.socket.sendall(b"$" + data + b"#%02x" % (sum(data) & 255))

    def ask(self, text):
        """The answer. That the machine has stopped may still be told a second time before it: no answer begins so."""
        self.send(text)
        while (answer := self.receive())[:1] == b"T":
            pass
        return answer

    def must(self, text):
        answer = self.ask(text)
        if answer != b"OK":
            raise Gone(f"{text}: {answer.decode(errors='replace')}")

    def interrupt(self):
        self.socket.sendall(b"\x03")
        self.receive()

    def go(self):
        self.send("c")

    def register(self, number):
        return int.from_bytes(bytes.fromhex(self.ask(f"p{number:x}").decode()), "little")

    def set_register(self, number, value, size=8):
        self.must(f"P{number:x}={value.to_bytes(size, 'little').hex()}")

    def write_words(self, address, words):
        data = b"".join(word.to_bytes(4, "little") for word in words)
        self.must(f"M{address:x},{len(data):x}:{data.hex()}")

    def system_registers(self):
        """Name to number, as the stub describes them."""
        text, names = b"", {}
        while True:
            part = self.ask(f"qXfer:features:read:system-registers.xml:{len(text):x},1000")
            text += part[1:]
            if part[:1] != b"m":
                break
        for name, number in re.findall(rb'name="([^"]+)"[^>]*regnum="(\d+)"', text):
            names[name.decode()] = int(number)
        return names


class Machine:
    """A boot up to the kernel's wait for a root device that never comes, stopped there."""

    def __init__(self, qemu, image, cpu, cmdline, directory, log=None):
        self.console = os.path.join(directory, "console")
        gdb = os.path.join(directory, "gdb")
        memory_tagging = "on" if "mte" in cpu.split(":")[1:] else "off"
        self.errors = open(os.path.join(directory, "qemu"), "wb")
        self.qemu = subprocess.Popen(
            [*qemu, "-M", f"virt,gic-version=3,virtualization=on,mte={memory_tagging}", "-cpu", cpu.split(":")[0],
             "-m", "512", "-display", "none", "-monitor", "none", "-serial", f"file:{self.console}", "-nodefaults",
             "-kernel", image, "-append", f"console=ttyAMA0 panic=0 root=/dev/vda rootwait nokaslr {cmdline}",
             "-gdb", f"unix:{gdb},server=on,wait=off"],
            stdin=subprocess.DEVNULL, stdout=self.errors, stderr=self.errors)
        try:
            self.wait_for("Waiting for root device", 90)
            self.stub = Stub(gdb, 10)
            self.stub.ask("qXfer:features:read:target.xml:0,1000")
            self.stop_in_kernel()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.qemu.kill()
        self.qemu.wait()
        self.errors.close()

    def text(self):
        try:
            with open(self.console, encoding="utf-8", errors="replace") as f:
                return f.read()
        except FileNotFoundError:
            return ""

    def wait_for(self, pattern, seconds, start=0):
        """The console's text from `start` once the pattern is in it, or None."""
        deadline = time.monotonic() + seconds
        while not re.search(pattern, self.text()[start:]):
            if self.qemu.poll() is not None or time.monotonic() > deadline:
                if start == 0:
                    raise Gone(f"the kernel did not get to: {pattern}")
                return None
            time.sleep(0.05)
        return self.text()[start:]

    def stop_in_kernel(self):
        """Stop where the kernel idles, at its own level: the same PC time after time, in the upper half of the
        addresses (EL2's of nVHE are in the lower), and no vector just entered: there PSTATE.D and A are set. The stub
        has stopped the machine when it was connected to."""
        last = 0
        for _ in range(400):
            self.stub.go()
            time.sleep(0.05)
            self.stub.interrupt()
            pc, cpsr = self.stub.register(PC), self.stub.register(CPSR)
            if pc == last and pc >> 63 and cpsr & 0xc and not cpsr & 0x300:
                return
            last = pc
        raise Gone("the kernel does not come to rest")

    def run(self, words, registers, seconds):
        """Put the words at PC, with x registers and interrupts masked, and go on for a while. True if the CPU got past
        them. It stands still then."""
        pc = self.stub.register(PC)
        end = pc + 4 * len(words)
        self.stub.write_words(pc, [*words, 0x14000000])  # b .
        for number, value in registers.items():
            self.stub.set_register(number, value)
        self.stub.set_register(CPSR, self.stub.register(CPSR) | 0x3c0, 4)
        self.stub.go()
        time.sleep(seconds)
        self.stub.interrupt()
        return self.stub.register(PC) == end
