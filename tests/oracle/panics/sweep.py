# SPDX-License-Identifier: MIT
"""All system register and system operation words on a booted kernel, at EL1 and EL0: which trap, and as what.

The host's vector at EL2 and EL1's own are replaced by code that notes the syndrome in a register and goes on behind the
instruction, so that nothing panics; the words run in batches over the kernel's text. For EL0 stage 1 is turned off: the same
memory, by its physical addresses."""
import struct
import time

import machine

BATCH = 256
AREA = 0xffff800080100000  # kernel text, with nokaslr
RAM = 0x40000000           # of -M virt; hyp addresses have the low bits of physical ones
VECTORS, RESULTS_AT = 0x8000, 0x10000  # EL0: behind the batch
SCRATCH, RESULTS = 24, 19  # x registers
NOP, ISB, ERET, SVC, LOOP = 0xd503201f, 0xd5033fdf, 0xd69f03e0, 0xd4000001, 0x14000000

# note ESR in x20 (EL2) or x22 (EL1), step over, return
EL2_STUB = [0xd53c5214, 0xd53c4035, 0x910012b5, 0xd51c4035, ERET]
EL1_STUB = [0xd5385216, 0xd5384037, 0x910012f7, 0xd5184037, ERET]

# What EL1 opens to let EL0, and its own instructions, go as far as they can: register, encoding, bits set, bits cleared.
OPEN = [
    ("SCTLR_EL1", (3, 0, 1, 0, 0),                  # EnFPM MSCEn EnALS EnASR EnAS0 EnTP2; UCI nTWE nTWI UCT DZE UMA; TSCXT TIDCP
     1 << 34 | 1 << 33 | 1 << 56 | 1 << 54 | 1 << 55 | 1 << 60 | 1 << 26 | 1 << 18 | 1 << 16 | 1 << 15 | 1 << 14 | 1 << 9,
     1 << 20 | 1 << 63),
    ("CPACR_EL1", (3, 0, 1, 0, 2), 3 << 24 | 3 << 20 | 3 << 16 | 1 << 29, 1 << 28),  # SMEN FPEN ZEN E0POE; TTA
    ("CNTKCTL_EL1", (3, 0, 14, 1, 0), 0x303, 0),    # EL0's counters and timers
    ("PMUSERENR_EL0", (3, 3, 9, 14, 0), 0x7f, 0),
    ("MDSCR_EL1", (2, 0, 0, 2, 2), 0, 1 << 12),     # TDCC
    ("AMUSERENR_EL0", (3, 3, 13, 2, 3), 1, 0),
    ("GCSCR_EL1", (3, 0, 2, 5, 0), 1 << 8 | 1 << 9, 0),   # PUSHMEn STREn
    ("GCSCRE0_EL1", (3, 0, 2, 5, 2), 1 << 8 | 1 << 9, 0),
]


def words():
    """MSR and MRS (op0 2, 3) and SYS and SYSL (op0 1), Rt 0, but the PSTATE and hint space of op0 0."""
    for read in (0, 1):
        for op0 in (1, 2, 3):
            for rest in range(1 << 14):
                yield 0xd5000000 | read << 21 | op0 << 19 | rest << 5


def program(batch):
    """For each word: what MSR writes is what the register holds; both syndromes are stored."""
    code = []
    for word in batch:
        is_msr = word >> 20 & 3 == 1
        code += [0xaa1803e0,                              # mov x0, x24: mapped memory, for DC and the like
                 word | 1 << 21 if is_msr else NOP,       # mrs x0, REG
                 0xd2800014, 0xd2800016,                  # mov x20, #0; mov x22, #0
                 word, 0xa8815a74]                        # stp x20, x22, [x19], #16
    return [*code, LOOP]


def move(encoding, register, to_register):
    op0, op1, crn, crm, op2 = encoding
    return 0xd5000000 | to_register << 21 | op0 << 19 | op1 << 16 | crn << 12 | crm << 8 | op2 << 5 | register


class Sweep:
    """A stopped machine with the vectors replaced. EL1 first: run_at_el0() has no way back."""

    def __init__(self, m):
        self.stub = m.stub
        numbers = self.stub.system_registers()
        self.flags = self.stub.register(machine.CPSR) | 0x3c0
        self.stub.write_words(self.stub.register(numbers["VBAR_EL1"]) + 0x200, EL1_STUB)
        self.physical(True)
        self.stub.write_words(RAM + (self.stub.register(numbers["VBAR_EL2"]) + 0x400) % 0x20000000, EL2_STUB)
        self.physical(False)
        self.area, self.el = AREA, 1
        self.results = (self.stub.register(31) & ~0x3fff) + 0x800
        self.has = [row for row in OPEN if row[0] in numbers]
        self.booted = {row[0]: self.read(row[1]) for row in self.has}
        self.opened = {name: self.booted[name] & ~clear | bits for name, _, bits, clear in self.has}

    def physical(self, on):
        self.stub.must(f"Qqemu.PhyMemMode:{int(on)}")

    def go_until(self, end, patience=200):
        for _ in range(patience):
            self.stub.go()
            time.sleep(0.004)
            self.stub.interrupt()
            if self.stub.register(machine.PC) == end:
                return
        raise machine.Gone(f"it does not get through to {end:#x}: PC {self.stub.register(machine.PC):#x}")

    def execute(self, code, registers):
        """At the level that the machine is at, from the area on, to the branch to itself that ends the code."""
        for part in range(0, len(code), 512):
            self.stub.write_words(self.area + 4 * part, code[part:part + 512])
        for number, value in registers.items():
            self.stub.set_register(number, value)
        self.stub.set_register(machine.PC, self.area)
        if self.el == 1:
            self.stub.set_register(machine.CPSR, self.flags, 4)
        self.go_until(self.area + 4 * (len(code) - 1))

    def read(self, encoding):
        self.execute([move(encoding, 0, True), LOOP], {0: 0})
        return self.stub.register(0)

    def set_controls(self, values):
        """Give OPEN's registers these values, at EL1; what they then hold."""
        code = [move(encoding, n, False) for n, (_, encoding, _, _) in enumerate(self.has)] + [ISB]
        for n, (_, encoding, _, _) in enumerate(self.has):
            code += [0xd2800000 | n, move(encoding, n, True)]  # 0 of one that EL2 traps
        registers = {n: values[name] & ~(self.el == 0 and name == "SCTLR_EL1")
                     for n, (name, _, _, _) in enumerate(self.has)}
        if self.el == 1:
            self.execute([*code, LOOP], registers)
        else:
            self.stub.write_words(self.vectors + 0x400, [*code, ERET])
            self.execute([SVC, LOOP], registers)
            self.stub.write_words(self.vectors + 0x400, EL1_STUB)
        return {name: self.stub.register(n) for n, (name, _, _, _) in enumerate(self.has)}

    def run_at_el0(self):
        """Turn stage 1 off: the fetch behind that faults, and the vector goes to EL0."""
        self.execute([0xd5087800, ISB, 0xd5387400, LOOP], {0: AREA})  # at s1e1r, x0; mrs x0, par_el1
        area = self.stub.register(0) & 0xffffffff000 | AREA & 0xfff
        self.vectors, self.results = area + VECTORS, area + RESULTS_AT
        code = [0xd518c001, ISB, 0xd5181000, ISB, LOOP]               # msr vbar_el1, x1; msr sctlr_el1, x0
        self.stub.write_words(AREA + VECTORS + 0x200, [0xd5184022, 0xd5184003, ERET])  # msr elr_el1, x2; msr spsr_el1, x3
        self.stub.write_words(AREA + VECTORS + 0x400, EL1_STUB)
        self.stub.write_words(AREA + 0x40, [LOOP])
        values = {0: self.read((3, 0, 1, 0, 0)) & ~1, 1: self.vectors, 2: area + 0x40, 3: 0x3c0}
        self.stub.write_words(AREA, code)
        for number, value in values.items():
            self.stub.set_register(number, value)
        self.stub.set_register(machine.PC, AREA)
        self.go_until(area + 0x40)
        self.physical(True)
        self.el, self.area = 0, area

    def every_word(self):
        """Word to (ESR_EL2, ESR_EL1) of those that took an exception."""
        taken, every = {}, list(words())
        for at in range(0, len(every), BATCH):
            batch = every[at:at + BATCH]
            self.execute(program(batch), {RESULTS: self.results, SCRATCH: self.results + 16 * BATCH + 0x400})
            data = bytes.fromhex(self.stub.ask(f"m{self.results:x},{16 * len(batch):x}").decode())
            for word, (el2, el1) in zip(batch, struct.iter_unpack("<QQ", data)):
                if el2 or el1:
                    taken[word] = (el2, el1)
        return taken
