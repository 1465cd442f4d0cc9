# SPDX-License-Identifier: MIT
"""All 2^32 words of a boot. This module, and no other, loads libel2trap, which links Unicorn: GPL-2.0."""

from dataclasses import dataclass
from typing import Any, Dict, Iterator, Optional, Union

from ._explore import ffi, lib
from .boot import _Machine
from .errors import UsageError, new_error, text, text_or_none
from .insn import Insn
from .state import State, _fields, register_name
from .verdict import VERDICTS, Hypervisor, Rule, as_insn, driver


@dataclass(frozen=True)
class Group:
    """Words whose answers differ in nothing but the word. Of what EL1 can bring about it is the worst."""

    el: int
    verdict: str
    insn: Insn
    """One of them."""
    count: int
    """How many words there are."""
    to_el: Optional[int]
    ec: Optional[int]
    """The class of the exception taken; None: none is."""
    handler: Optional[str]
    what: Optional[str]
    rule: Optional[Rule]
    """What decided, of the architecture."""
    settings: Dict[str, int]
    """What EL1 has to set for it: {"SCTLR_EL1.ATA": 1}."""


def _setting(field: Any) -> str:
    for name, msb, lsb in _fields(field.reg):
        if lsb == field.lsb and msb - lsb + 1 == field.width:
            return f"{register_name(field.reg)}.{name}"
    return f"{register_name(field.reg)}[{field.lsb + field.width - 1}:{field.lsb}]"


def _group(answer: Any, count: int) -> Group:
    return Group(
        el=answer.el,
        verdict=VERDICTS[answer.verdict],
        insn=Insn(answer.word),
        count=count,
        to_el=answer.to_el if answer.verdict == lib.EL2_TRAP else None,
        ec=answer.ec if answer.taken else None,
        handler=text_or_none(answer.handler),
        what=text_or_none(answer.what),
        rule=Rule(answer.rule) if answer.rule else None,
        settings={_setting(s.field): int(s.value) for s in answer.settings[0 : answer.setting_count]},
    )


class Audit:
    """What all words do at EL0 and EL1 of a machine, with everything that EL1 owns free; `polite=True` leaves EL1's
    registers as they are. Iterating gives the groups, by level, the worst verdict first.

    >>> import el2trap
    >>> audit = Audit(el2trap.Boot("7.2", "kvm-arm.mode=protected arm64.nomte"))
    >>> sum(audit.words(1, verdict) for verdict in el2trap.VERDICTS) == 1 << 32
    True
    >>> panics = [group for group in audit if group.verdict == "panic"]
    >>> panics[0].insn.op
    'MSR'
    """

    def __init__(
        self,
        machine: Union[_Machine, State],
        hypervisor: Optional[Hypervisor] = None,
        *,
        polite: bool = False,
    ) -> None:
        state = machine if isinstance(machine, State) else machine.state()
        if isinstance(machine, _Machine) and hypervisor is None:
            hypervisor = machine.hypervisor
        options = ffi.new("el2_audit_options *", (state._state, driver(hypervisor), polite))
        audit = lib.el2_audit_new(options)
        if not audit:
            raise MemoryError
        self._audit = ffi.gc(audit, lib.el2_audit_free)

    def __iter__(self) -> Iterator[Group]:
        n = 0
        group = lib.el2_audit_group_get(self._audit, n)
        while group:
            yield _group(group.answer, int(group.count))
            n += 1
            group = lib.el2_audit_group_get(self._audit, n)

    def classes(self, el: int = 1) -> Iterator[Group]:
        """Each class of words that no rule can tell apart."""
        n = 0
        answer = lib.el2_audit_get(self._audit, n, el)
        while answer:
            yield _group(answer, int(answer.count))
            n += 1
            answer = lib.el2_audit_get(self._audit, n, el)

    def words(self, el: int, verdict: str) -> int:
        """How many words come to a verdict at a level."""
        if verdict not in VERDICTS:
            raise UsageError(f"verdicts are {', '.join(VERDICTS)}, not '{verdict}'")
        return int(lib.el2_audit_words(self._audit, el, VERDICTS.index(verdict)))


def disassemble(word: Union[int, Insn], pc: int = 0) -> str:
    """The text of an instruction, where our tables have none by Capstone; `pc` is for the targets of branches.

    >>> disassemble(0x14000001, 0x1000)
    'b #0x1004'
    """
    buffer = ffi.new("char[]", 128)
    lib.el2_disassemble(as_insn(word)._insn, pc, buffer, 128)
    return text(buffer)


_error = new_error()
if lib.el2_python_layout(_error) != lib.EL2_OK:
    raise ImportError("el2trap.explore: " + text(_error.message))
