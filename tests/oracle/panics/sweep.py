# SPDX-License-Identifier: MIT
"""All system register and system operation words of EL1, on a booted kernel: which arrive at EL2, and as what.

The host's vector at EL2 and EL1's own are replaced by code that notes the syndrome in a register and goes on behind the
instruction, so that nothing panics; the words run in batches over the kernel's text."""
import struct
import time

import machine

BATCH = 256
AREA = 0xffff800080100000  # kernel text, with nokaslr
RAM = 0x40000000           # of -M virt; hyp addresses have the low bits of physical ones
SCRATCH, RESULTS = 24, 19  # x registers

# note ESR in x20 (EL2) or x22 (EL1), step over, return
EL2_STUB = [0xd53c5214, 0xd53c4035, 0x910012b5, 0xd51c4035, 0xd69f03e0]
NOP = 0xd503201f
EL1_STUB = [0xd5385216, 0xd5384037, 0x910012f7, 0xd5184037, 0xd69f03e0]


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
    return [*code, 0x14000000]


def sweep(m):
    """Word to (ESR_EL2, ESR_EL1) of those that took an exception."""
    stub, taken = m.stub, {}
    numbers = stub.system_registers()
    stub.write_words(stub.register(numbers["VBAR_EL1"]) + 0x200, EL1_STUB)
    stub.must("Qqemu.PhyMemMode:1")
    stub.write_words(RAM + (stub.register(numbers["VBAR_EL2"]) + 0x400) % 0x20000000, EL2_STUB)
    stub.must("Qqemu.PhyMemMode:0")
    sp = stub.register(31)
    results = (sp & ~0x3fff) + 0x800
    flags = stub.register(machine.CPSR) | 0x3c0
    every = list(words())
    for at in range(0, len(every), BATCH):
        batch = every[at:at + BATCH]
        code = program(batch)
        for part in range(0, len(code), 512):
            stub.write_words(AREA + 4 * part, code[part:part + 512])
        stub.set_register(RESULTS, results)
        stub.set_register(SCRATCH, results + 16 * BATCH + 0x400)
        stub.set_register(machine.PC, AREA)
        stub.set_register(machine.CPSR, flags, 4)
        end = AREA + 4 * (len(code) - 1)
        for _ in range(200):
            stub.go()
            time.sleep(0.004)
            stub.interrupt()
            if stub.register(machine.PC) == end:
                break
        else:
            raise machine.Gone(f"it does not get through the words from {batch[0]:#x} on")
        data = bytes.fromhex(stub.ask(f"m{results:x},{16 * len(batch):x}").decode())
        for word, (el2, el1) in zip(batch, struct.iter_unpack("<QQ", data)):
            if el2 or el1:
                taken[word] = (el2, el1)
    return taken
