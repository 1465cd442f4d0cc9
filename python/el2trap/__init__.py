# SPDX-License-Identifier: MIT
"""el2trap: what becomes of an A64 instruction under the EL2 trap policy of arm64 KVM and pKVM.

>>> import el2trap
>>> boot = el2trap.Boot("7.2", "kvm-arm.mode=protected arm64.nomte")
>>> verdict = boot.check(0xD53810C0)
>>> verdict.insn.text, verdict.verdict, verdict.origin
('mrs x0, gcr_el1', 'undef', 'injected')
>>> verdict.rules[0].id
'mrs-gcr_el1.el1.trap-el2.hcr_el2.ata'

Boot, Guest and Recording are machines: each has a state(), a hypervisor, check() for one instruction and view() for
many. decide() and step() are asked with any State. el2trap.explore asks all 2^32 words.
"""

from .boot import Boot, Guest, Reason, Word, kernels
from .cpu import CPU, cpus
from .errors import Error, InputError, InternalError, RefusedError, UnsupportedError, UsageError, version
from .insn import Insn, decode, find_mte
from .recording import Last, RecordedHypervisor, Recording
from .state import State, fields
from .step import Memory, Step, step
from .verdict import VERDICTS, Hypervisor, Rule, Taken, Verdict, decide
from .view import Answer, Answers, View

__version__ = version()

__all__ = [
    "Answer",
    "Answers",
    "Boot",
    "CPU",
    "Error",
    "Guest",
    "Hypervisor",
    "InputError",
    "Insn",
    "InternalError",
    "Last",
    "Memory",
    "Reason",
    "RecordedHypervisor",
    "Recording",
    "RefusedError",
    "Rule",
    "State",
    "Step",
    "Taken",
    "UnsupportedError",
    "UsageError",
    "VERDICTS",
    "Verdict",
    "View",
    "Word",
    "cpus",
    "decide",
    "decode",
    "fields",
    "find_mte",
    "kernels",
    "step",
]
