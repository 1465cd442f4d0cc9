# SPDX-License-Identifier: MIT
"""Verdicts: what the host observes of an instruction, and why."""

from dataclasses import dataclass
from typing import Any, Dict, Optional, Tuple, Union

from ._core import ffi, lib
from .errors import text, text_or_none
from .insn import Insn
from .state import State

VERDICTS: Tuple[str, ...] = tuple(text(lib.el2_verdict_name(v)) for v in range(lib.EL2_VERDICT_COUNT))
"""The names of verdicts, by their numbers in Answers."""

_TRUTH: Tuple[Optional[bool], ...] = (False, True, None)


@dataclass(frozen=True)
class Rule:
    """A rule that decided, or was looked at. Its id is stable, and what `el2trap list rules ID` explains."""

    number: int

    def _told(self, field: str) -> str:
        info = ffi.new("el2_rule_info *")  # owns what its fields show: it has to outlive them
        lib.el2_policy_rule_info(self.number, info)
        return text(getattr(info, field))

    @property
    def id(self) -> str:
        """"mrs-gcr_el1.el1.trap-el2.hcr_el2.ata"; "" if there is no such rule."""
        return self._told("id")

    @property
    def text(self) -> str:
        """What it says, in a line."""
        return self._told("text")

    @property
    def source(self) -> str:
        """The Arm register or pseudocode, or the kernel's file and function."""
        return self._told("source")

    def __repr__(self) -> str:
        return f"<Rule {self.id}>"


@dataclass(frozen=True)
class Taken:
    """An exception as it is taken: the values of the registers of the level that it is taken to."""

    el: int
    esr: int
    elr: int
    spsr: int
    vector: int
    pstate: int
    far: Optional[int]
    hpfar: Optional[int]

    @property
    def ec(self) -> int:
        """Its class, ESR_ELx.EC."""
        return self.esr >> 26 & 0x3F


def taken(exception: Any) -> Taken:
    """From an el2_exception."""
    return Taken(
        el=exception.el,
        esr=exception.esr,
        elr=exception.elr,
        spsr=exception.spsr,
        vector=exception.vector,
        pstate=exception.pstate,
        far=exception.far if exception.far_valid else None,
        hpfar=exception.hpfar if exception.hpfar_valid else None,
    )


@dataclass(frozen=True)
class Verdict:
    """What the host observes. What does not apply is None."""

    insn: Insn
    el: int
    verdict: str
    """One of VERDICTS: "pass", "undef", "trap", "fault", "panic", "unmodelled"."""
    effect: Optional[str]
    """Of a pass: "full" or "tags-ignored"."""
    origin: Optional[str]
    """Of undef and fault: "native" or "injected"."""
    to_el: Optional[int]
    """Of a trap: the level that deals with it."""
    handler: Optional[str]
    """Of trap and panic: "hvc", "smc", "mem-abort", ..."""
    action: Optional[str]
    """Of trap and panic: what the hypervisor does, in a clause."""
    why: Optional[str]
    """Of unmodelled: what is missing."""
    unpredictable: bool
    """The architecture leaves it to the CPU, and this is what this one does."""
    taken: Optional[Taken]
    """The first exception that the CPU takes."""
    delivered: Optional[Taken]
    """The exception that the host's kernel sees."""
    rules: Tuple[Rule, ...]
    """What decided, in order."""
    trail: Optional[Tuple[Tuple[Rule, Optional[bool]], ...]] = None
    """With explain=True: each rule that was looked at, and whether it held; None where that is not known."""

    def __str__(self) -> str:
        return " ".join(word for word in (self.verdict, self.origin, self.effect, self.handler) if word)

    def to_dict(self) -> Dict[str, Any]:
        """As `el2trap check` writes it, to be made JSON of."""
        out: Dict[str, Any] = {"word": f"{self.insn.word:#010x}", "text": self.insn.text}
        names = {"op": self.insn.op, "register": self.insn.register, "class": self.insn.cls, "el": self.el}
        names["verdict"] = self.verdict
        for key in ("effect", "origin", "to_el", "handler", "action", "why"):
            names[key] = getattr(self, key)
        out.update((key, value) for key, value in names.items() if value is not None)
        if self.unpredictable:
            out["unpredictable"] = True
        for key, keys in (("taken", "ec esr vector"), ("delivered", "ec esr elr spsr vector pstate")):
            exception = getattr(self, key)
            if exception:
                out[key] = {"el": exception.el, **{name: hex(getattr(exception, name)) for name in keys.split()}}
        out["rules"] = [rule.id for rule in self.rules]
        return out


def make(insn: Insn, el: int, v: Any, trail: Any = None) -> Verdict:
    """From an el2_verdict."""
    kind = v.verdict
    handled = kind in (lib.EL2_TRAP, lib.EL2_PANIC)
    return Verdict(
        insn=insn,
        el=el,
        verdict=VERDICTS[kind],
        effect=text(lib.el2_effect_name(v.effect)) if kind == lib.EL2_PASS else None,
        origin=text(lib.el2_origin_name(v.origin)) if kind in (lib.EL2_UNDEF, lib.EL2_FAULT) else None,
        to_el=v.to_el if kind == lib.EL2_TRAP else None,
        handler=text_or_none(v.handler) if handled else None,
        action=text_or_none(v.what) if handled else None,
        why=text_or_none(v.what) if kind == lib.EL2_UNMODELLED else None,
        unpredictable=bool(v.unpredictable),
        taken=taken(v.taken) if v.has_taken else None,
        delivered=taken(v.delivered) if v.has_delivered else None,
        rules=tuple(Rule(v.rules.rule[i]) for i in range(v.rules.count)),
        trail=None if trail is None else tuple((Rule(item.rule), _TRUTH[item.result]) for item in trail),
    )


class Trail:
    """Room for the rules that a call looks at."""

    def __init__(self, capacity: int = 1024) -> None:
        self._items = ffi.new("struct el2_trail_item[]", capacity)
        self.trail = ffi.new("el2_trail *", {"items": self._items, "capacity": capacity})

    @property
    def overflowed(self) -> bool:
        """Were there more?"""
        return bool(self.trail.count > self.trail.capacity)

    def __len__(self) -> int:
        return int(self.trail.count)

    def __iter__(self) -> Any:
        return iter(self._items[0 : self.trail.count])


class Hypervisor:
    """Who answers exceptions that are taken to EL2: a boot, a guest or a recording has one."""

    def __init__(self, driver: Any, owner: Any) -> None:
        self._driver = ffi.new("el2_hypervisor *")
        self._driver[0] = driver
        self._owner = owner

    @property
    def name(self) -> str:
        """Its name."""
        return text(self._driver.name)


def driver(hypervisor: Optional[Hypervisor]) -> Any:
    """The el2_hypervisor, or NULL."""
    return hypervisor._driver if hypervisor else ffi.NULL


def as_insn(word: Union[int, Insn]) -> Insn:
    """An instruction of a word, or itself."""
    return word if isinstance(word, Insn) else Insn(word)


def decide(
    state: State, word: Union[int, Insn], hypervisor: Optional[Hypervisor] = None, *, explain: bool = False
) -> Verdict:
    """The verdict on an instruction in a state. Without a hypervisor it is the architecture's alone: an exception to EL2
    ends as a trap there. Nothing is changed: step() executes.

    >>> import el2trap
    >>> state = el2trap.State(el2trap.CPU("max,mte=0"))
    >>> verdict = decide(state, 0xD53810C0)
    >>> str(verdict), hex(verdict.taken.esr)
    ('undef native', '0x2000000')
    """
    insn, v = as_insn(word), ffi.new("el2_verdict *")
    trail = Trail() if explain else None
    lib.el2_decide(state._state, driver(hypervisor), insn._insn, v, ffi.NULL if trail is None else trail.trail)
    if trail is not None and trail.overflowed:
        trail = Trail(len(trail))
        lib.el2_decide(state._state, driver(hypervisor), insn._insn, v, trail.trail)
    return make(insn, state.el, v, trail)
