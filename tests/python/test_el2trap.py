# SPDX-License-Identifier: MIT
"""The Python package beside the command: the same questions get the same answers. And its own ways: buffers, errors, who
keeps what alive. EL2TRAP is the command, SOURCE the source tree."""

import gc
import json
import os
import random
import subprocess
import sys
import threading
import unittest
from array import array

import el2trap
from el2trap import explore

EL2TRAP, SOURCE = os.environ["EL2TRAP"], os.environ["SOURCE"]
RECORDING = SOURCE + "/corpora/recordings/small.rec"
NOMTE = "kvm-arm.mode=protected arm64.nomte"
GCR = 0xD53810C0  # mrs x0, gcr_el1


def command(*arguments, lines=()):
    """What the command answers, as JSON."""
    asked = "".join(json.dumps(line) + "\n" for line in lines)
    out = subprocess.run([EL2TRAP, *arguments], input=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout
    return [json.loads(line) for line in out.splitlines()]


def words(count, seed=1):
    """Half of them anything, half system instructions."""
    numbers = random.Random(seed)
    system = [0xD5000000 | numbers.getrandbits(22) for _ in range(count // 2)]
    return [numbers.getrandbits(32) for _ in range(count - count // 2)] + system


class BesideTheCommand(unittest.TestCase):
    maxDiff = None

    def same(self, machine, options, el=1, **how):
        asked = words(1500) + [GCR]
        answers = command("check", *options, lines=[{"word": hex(word), "el": el} for word in asked])
        self.assertEqual(len(answers), len(asked))
        for word, answer in zip(asked, answers):
            verdict = machine.check(word, el=el, **how)
            ours = verdict.to_dict()
            ours["text"] = explore.disassemble(word)
            answer.pop("id", None)
            self.assertEqual(ours, answer)
        # and in bulk
        view = machine.view(el=el, **how)
        for answer, short in zip(answers, view.answers(array("I", asked))):
            self.assertEqual(short.verdict, answer["verdict"])
            self.assertEqual(short.origin, answer.get("origin"))
            self.assertEqual(short.effect, answer.get("effect"))
            self.assertEqual(short.ec, int(answer["taken"]["ec"], 16) if "taken" in answer else None)
            self.assertEqual(short.el, answer["taken"]["el"] if "taken" in answer else None)

    def test_boots(self):
        for kernel, cmdline, cpu, el in (
            ("7.2", NOMTE, "max", 1),
            ("7.2", NOMTE, "max", 0),
            ("6.12", "kvm-arm.mode=nvhe", "neoverse-n1", 1),
            ("6.1", "", "max,mte=0", 2),
        ):
            with self.subTest(kernel=kernel, cpu=cpu, el=el):
                boot = el2trap.Boot(kernel, cmdline, cpu=cpu)
                self.same(boot, ["--kernel", kernel, "--cmdline", cmdline, "--cpu", cpu], el)

    def test_set(self):
        options = ["--kernel", "7.2", "--cmdline", NOMTE, "--set", "HCR_EL2.TID5=0", "--set", "SCTLR_EL1.ATA=1"]
        self.same(el2trap.Boot("7.2", NOMTE), options, set={"HCR_EL2.TID5": 0, "SCTLR_EL1.ATA": 1})

    def test_guest(self):
        boot = el2trap.Boot("7.2", "kvm-arm.mode=protected")
        options = ["--kernel", "7.2", "--cmdline", "kvm-arm.mode=protected", "--guest"]
        for guest in ("normal", "protected"):
            self.same(boot.guest(guest), [*options, guest])

    def test_recording(self):
        self.same(el2trap.Recording(RECORDING), ["--hypervisor", RECORDING])

    def test_registers(self):
        for kernel in el2trap.kernels():
            answer = command("boot", "--json", "--kernel", kernel, "--cmdline", NOMTE)[1]
            boot = el2trap.Boot(kernel, NOMTE)
            self.assertEqual({name: int(value, 16) for name, value in answer["registers"].items()}, boot.registers)
            self.assertEqual((answer["mode"], answer["mte"]), (boot.mode, boot.mte))

    def test_explain(self):
        options = ("explain", "--json", "--kernel", "7.2", "--cmdline", NOMTE)
        for word in (GCR, 0xD9200820, 0xD4000002, 0xD503201F):
            trail = command(*options, f"{word:08x}")[1]["trail"]
            ours = el2trap.Boot("7.2", NOMTE).check(word, explain=True).trail
            self.assertEqual([item["rule"] for item in trail], [rule.id for rule, _ in ours])
            names = {"false": False, "true": True}
            self.assertEqual([names.get(item["result"]) for item in trail], [held for _, held in ours])
            self.assertEqual([item["source"] for item in trail], [rule.source for rule, _ in ours])

    def test_step(self):
        # stg x3, [x1], with tags and without; an access to a guest's page; a register that is injected
        cases = [
            ("kvm-arm.mode=protected", 0xD9200823, {"at": "0x8000", "size": 4096, "attr": "tagged"}),
            (NOMTE, 0xD9200823, {"at": "0x8000", "size": 4096, "attr": "tagged"}),
            (NOMTE, 0xF9400020, {"at": "0x8000", "size": 4096, "s2": "guest"}),
            (NOMTE, GCR, {"at": "0x8000", "size": 4096}),
        ]
        for cmdline, word, mapped in cases:
            line = {"word": hex(word), "x": {"1": "0x8010", "3": "0x0500000000000000"}, "mem": [mapped], "el": 1}
            answer = command("step", "--kernel", "7.2", "--cmdline", cmdline, lines=[line])[0]
            boot, memory = el2trap.Boot("7.2", cmdline), el2trap.Memory()
            memory.map(0x8000, 4096, type=mapped.get("attr", "tagged"), owner=mapped.get("s2", "host"))
            memory.checkpoint()
            state = boot.state(1)
            state.x[1], state.x[3] = 0x8010, 5 << 56
            before = state.copy()
            step = el2trap.step(state, memory, boot.hypervisor, word)
            ours = step.verdict.to_dict()
            ours["text"] = explore.disassemble(word)
            self.assertEqual({key: answer[key] for key in ours}, ours)
            self.assertEqual(state.pc, int(answer["regs"]["PC"], 16) if "PC" in answer.get("regs", {}) else state.pc)
            for n, value in answer.get("x", {}).items():
                self.assertEqual(state.x[int(n)], int(value, 16))
            self.assertEqual(step.executed, state.pc == before.pc + 4)
            self.assertEqual(memory.tags(0x8010, 16)[0], 5 if cmdline == "kvm-arm.mode=protected" else 0)

    def test_audit(self):
        lines = command("audit", "--json", "--kernel", "7.2", "--cmdline", NOMTE)
        audit = explore.Audit(el2trap.Boot("7.2", NOMTE))
        for el in (0, 1):
            self.assertEqual(lines[-1][f"el{el}"], {name: audit.words(el, name) for name in el2trap.VERDICTS})
        groups = [line for line in lines if "count" in line]
        ours = list(audit)
        self.assertEqual(len(ours), len(groups))
        for group, line in zip(ours, groups):
            self.assertEqual((group.el, group.verdict, group.count), (line["el"], line["verdict"], line["count"]))
            self.assertEqual(f"{group.insn.word:#010x}", line["word"])
            when = [setting.split("=") for setting in line.get("when", "").split()]
            self.assertEqual(group.settings, {name: int(value, 0) for name, value in when})
        self.assertTrue(any(group.settings for group in ours))
        polite = explore.Audit(el2trap.Boot("7.2", NOMTE), polite=True)
        self.assertFalse(any(group.settings for group in polite))
        self.assertEqual(sum(found.count for found in polite.classes(1)), 1 << 32)


class Buffers(unittest.TestCase):
    def setUp(self):
        self.view = el2trap.Boot("7.2", NOMTE).view()
        self.words = words(999)
        self.expected = [self.view.answer(word) for word in self.words]

    def test_kinds(self):
        data = array("I", self.words)
        if sys.byteorder == "little":
            raw = data.tobytes()
        else:
            swapped = array("I", data)
            swapped.byteswap()
            raw = swapped.tobytes()
        for buffer in (data, raw, bytearray(raw), memoryview(raw), memoryview(b"x" + raw)[1:], memoryview(data)):
            self.assertEqual(list(self.view.answers(buffer)), self.expected)
        self.assertEqual(list(self.view.answers(memoryview(data)[10:20])), self.expected[10:20])
        self.assertEqual(len(self.view.answers(b"")), 0)

    def test_answers(self):
        answers = self.view.answers(array("I", self.words))
        self.assertEqual(answers[-1], self.expected[-1])
        self.assertEqual(answers[3:9:2], self.expected[3:9:2])
        self.assertEqual([el2trap.VERDICTS[n] for n in answers.verdicts], [a.verdict for a in self.expected])
        self.assertEqual(sum(answers.count().values()), 999)
        self.assertEqual(answers.where("undef"), [n for n, a in enumerate(self.expected) if a.verdict == "undef"])
        again = self.view.answers(array("I", reversed(self.words)), answers)
        self.assertIs(again, answers)
        self.assertEqual(list(again), self.expected[::-1])

    def test_refused(self):
        answers = self.view.answers(array("I", [1, 2]))
        for buffer, out in ((b"abc", None), (array("Q", [1]), None), (array("I", [1]), answers)):
            with self.assertRaises(el2trap.UsageError):
                self.view.answers(buffer, out)
        with self.assertRaises(el2trap.UsageError):
            self.view.answers(memoryview(array("I", self.words))[::2])
        with self.assertRaises(TypeError):
            self.view.answers([1, 2])
        with self.assertRaises(IndexError):
            answers[2]
        with self.assertRaises(el2trap.UsageError):
            answers.where("nothing")

    def test_state_changes(self):
        boot = el2trap.Boot("7.2", "kvm-arm.mode=nvhe arm64.nomte")
        view = boot.view()
        self.assertEqual(view.answer(GCR).verdict, "undef")
        view.state["HCR_EL2.ATA"] = 1
        self.assertEqual(view.answer(GCR).verdict, "pass")
        view.state.el = 0
        self.assertEqual(view.answer(GCR).origin, "native")

    def test_threads(self):
        data, found = array("I", words(200000)), []

        def ask():
            found.append(el2trap.Boot("7.2", NOMTE).view().answers(data).count())

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(found, [found[0]] * 4)


class Errors(unittest.TestCase):
    def refused(self, kind, call, *arguments, **keywords):
        with self.assertRaises(kind) as caught:
            call(*arguments, **keywords)
        return caught.exception

    def test_place(self):
        error = self.refused(el2trap.InputError, el2trap.CPU.read, "MIDR_EL1 0x410fd0c0\nID_AA64PFR0_EL1 nonsense\n", name="ids")
        self.assertEqual((error.file, error.line), ("ids", 2))
        self.assertGreater(error.column, 1)
        self.assertTrue(str(error).startswith(f"ids:2:{error.column}: "))

    def test_recording(self):
        with open(RECORDING, "rb") as file:
            data = bytearray(file.read())
        self.assertEqual(el2trap.Recording(data).texts["mode"], "nvhe")
        self.refused(el2trap.InputError, el2trap.Recording, data[:-100])
        self.refused(el2trap.InputError, el2trap.Recording, b"")
        self.refused(FileNotFoundError, el2trap.Recording, RECORDING + ".none")
        recording = el2trap.Recording(RECORDING)
        self.refused(el2trap.UsageError, recording.driver, firmware="none of these")
        self.refused(el2trap.UsageError, recording.symbol, "none_of_these")

    def test_names(self):
        self.assertIn("7.2", self.refused(el2trap.UsageError, el2trap.Boot, "9.9").message)
        self.refused(el2trap.UsageError, el2trap.CPU, "nonsense")
        self.refused(el2trap.UsageError, el2trap.CPU().has, "FEAT_NONE")
        self.refused(el2trap.UsageError, el2trap.Boot().guest, "protected")
        self.refused(el2trap.UsageError, el2trap.Boot(cmdline="kvm-arm.mode=nvhe").guest().state, 2)
        self.refused(el2trap.UsageError, el2trap.decode, 1 << 32)
        state = el2trap.State(el2trap.CPU())
        for name, value in (
            ("NONE_EL1", 0),
            ("HCR_EL2.NONE", 0),
            ("HCR_EL2.ATA", 2),
            ("HCR_EL2", -1),
            ("CurrentEL", 0),
            ("ID_AA64PFR1_EL1", 0),
        ):
            self.refused(el2trap.UsageError, state.__setitem__, name, value)
        self.refused(el2trap.UsageError, setattr, state, "el", 4)

    def test_memory(self):
        memory = el2trap.Memory()
        memory.map(0x1800, 0x1000, owner="guest")
        self.assertEqual(list(memory.pages()), [0x1000, 0x2000])
        self.refused(el2trap.UsageError, memory.read, 0x2FFF, 2)
        self.refused(el2trap.UsageError, memory.write, 0xFFF, b"ab")
        self.refused(el2trap.UsageError, memory.map, 0, 4096, owner="nobody")
        self.refused(el2trap.UsageError, memory.map, 0, 4096, perm="q")
        self.refused(el2trap.UsageError, memory.map, 0, 1 << 40)
        self.refused(el2trap.UsageError, memory.set_tags, 0x1000, [16])
        self.refused(el2trap.UsageError, el2trap.step, el2trap.Boot().state())
        memory.checkpoint()
        memory.write(0x2000, b"x")
        self.assertEqual(memory.written(), [0x2000])
        self.assertEqual(memory.restore(), 1)
        self.assertEqual(memory.read(0x2000, 1), b"\0")


class Lifetimes(unittest.TestCase):
    def test_owners_go_first(self):
        view = el2trap.Boot("7.2", NOMTE, cpu="max").view()
        guest = el2trap.Boot("7.2", "kvm-arm.mode=protected").guest("protected")
        state, hypervisor = guest.state(), guest.hypervisor
        recorded = el2trap.Recording(RECORDING).hypervisor
        host = el2trap.Recording(RECORDING).state()
        before = str(guest.check(GCR))
        del guest
        gc.collect()
        rubbish = [el2trap.Boot() for _ in range(20)]
        self.assertEqual(view.answer(GCR).verdict, "undef")
        self.assertEqual(str(el2trap.decide(state, GCR, hypervisor)), before)
        self.assertEqual(str(el2trap.decide(host, GCR, recorded)), "undef injected")
        self.assertEqual(recorded.last.end, "return")
        del rubbish

    def test_registers_keep_their_state(self):
        boot = el2trap.Boot("7.2", NOMTE)
        state = boot.state()
        state.x[3] = 7
        x = state.x
        del state
        gc.collect()
        rubbish = [boot.state() for _ in range(50)]
        self.assertEqual((x[3], x[-28], len(x)), (7, 7, 31))
        self.assertEqual(list(x)[2:4], [0, 7])
        with self.assertRaises(IndexError):
            x[31]
        with self.assertRaises(OverflowError):
            x[0] = 1 << 64
        del rubbish

    def test_states_are_copies(self):
        boot = el2trap.Boot("7.2", NOMTE)
        boot.state()["HCR_EL2"] = 0
        self.assertNotEqual(boot.registers["HCR_EL2"], 0)

    def test_pages(self):
        recording = el2trap.Recording(RECORDING)
        address, name = next(recording.symbols())
        self.assertEqual(recording.symbol(name), address)
        self.assertEqual(recording.symbol_at(address), (name, 0))
        self.assertEqual(len(recording.page(address)), 4096)


if __name__ == "__main__":
    unittest.main()
