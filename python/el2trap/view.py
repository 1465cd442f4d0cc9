# SPDX-License-Identifier: MIT
"""Many checks in one state, in one call."""

import sys
from array import array
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Union, overload

from ._core import ffi, lib
from .errors import UsageError, text
from .insn import Buffer, Insn
from .state import State, register_name
from .verdict import VERDICTS, Hypervisor, Rule, as_insn, driver

_SIZE = int(ffi.sizeof("el2_answer"))


class Answer(NamedTuple):
    """A verdict in short."""

    verdict: str
    origin: Optional[str]
    """Of undef and fault: "native" or "injected"."""
    effect: Optional[str]
    """Of a pass: "full" or "tags-ignored"."""
    el: Optional[int]
    """The level that an exception is taken to; None: none is."""
    ec: Optional[int]
    """Its class."""
    action: Optional[str]
    """What the hypervisor did, if it was asked: "inject", "serve", "panic", ..."""
    accessed: Optional[str]
    """The register that MRS or MSR reaches."""
    unpredictable: bool
    rule: Optional[Rule]
    """The last rule of the architecture that decided."""


def _answer(a: Any) -> Answer:
    kind, was_taken = a.verdict, a.flags & lib.EL2_ANSWER_TAKEN
    ignored = a.flags & lib.EL2_ANSWER_TAGS_IGNORED
    return Answer(
        verdict=VERDICTS[kind],
        origin=text(lib.el2_origin_name(a.origin)) if kind in (lib.EL2_UNDEF, lib.EL2_FAULT) else None,
        effect=("tags-ignored" if ignored else "full") if kind == lib.EL2_PASS else None,
        el=a.el if was_taken else None,
        ec=a.ec if was_taken else None,
        action=text(lib.el2_action_name(a.action)) if a.flags & lib.EL2_ANSWER_ASKED else None,
        accessed=register_name(a.accessed) if a.accessed else None,
        unpredictable=bool(a.flags & lib.EL2_ANSWER_UNPREDICTABLE),
        rule=Rule(a.rule) if a.rule else None,
    )


class Answers:
    """Answers to many words, in their order: as Answer objects, or in bulk without making any.

    >>> from array import array
    >>> import el2trap
    >>> view = el2trap.Boot("7.2", "kvm-arm.mode=nvhe arm64.nomte").view()
    >>> answers = view.answers(array("I", [0xD53810C0, 0xD503201F, 0xD4000002]))
    >>> [answer.verdict for answer in answers]
    ['undef', 'pass', 'trap']
    >>> answers.count()
    {'pass': 1, 'undef': 1, 'trap': 1}
    >>> answers.where("undef")
    [0]
    """

    def __init__(self, count: int) -> None:
        self._bytes = bytearray(count * _SIZE)
        self._answers = ffi.from_buffer("el2_answer[]", self._bytes)

    def __len__(self) -> int:
        return len(self._bytes) // _SIZE

    @overload
    def __getitem__(self, index: int) -> Answer: ...
    @overload
    def __getitem__(self, index: slice) -> List[Answer]: ...
    def __getitem__(self, index: Union[int, slice]) -> Union[Answer, List[Answer]]:
        if isinstance(index, slice):
            return [_answer(self._answers[i]) for i in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return _answer(self._answers[index % len(self)])

    def __iter__(self) -> Iterator[Answer]:
        return (_answer(self._answers[i]) for i in range(len(self)))

    @property
    def verdicts(self) -> memoryview:
        """The number of each verdict, an index of VERDICTS, without a copy."""
        return memoryview(self._bytes)[::_SIZE]

    def count(self) -> Dict[str, int]:
        """How many there are of each verdict."""
        numbers = bytes(self.verdicts)
        found = {name: numbers.count(kind) for kind, name in enumerate(VERDICTS)}
        return {name: count for name, count in found.items() if count}

    def where(self, verdict: str) -> List[int]:
        """The indices of the words that come to a verdict."""
        if verdict not in VERDICTS:
            raise UsageError(f"verdicts are {', '.join(VERDICTS)}, not '{verdict}'")
        numbers, wanted, found = bytes(self.verdicts), VERDICTS.index(verdict), []
        at = numbers.find(wanted)
        while at >= 0:
            found.append(at)
            at = numbers.find(wanted, at + 1)
        return found


def _words(words: Buffer) -> Any:
    """A buffer as words. What its items are called does not matter, apart from single bytes: these are little-endian."""
    data = memoryview(words)
    if data.nbytes % 4:
        raise UsageError(f"words have 4 bytes: {data.nbytes} is no multiple")
    if not data.contiguous or data.itemsize not in (1, 4):
        raise UsageError("words are 4 bytes each, or plain bytes, in one piece")
    if data.nbytes == 0:
        return ffi.new("uint32_t[]", 0)
    whole = ffi.from_buffer("char[]", words)
    swap = data.itemsize == 1 and sys.byteorder == "big"
    if swap or int(ffi.cast("uintptr_t", whole)) % 4:
        copy = array("I", data.tobytes())
        if swap:
            copy.byteswap()
        return ffi.from_buffer("uint32_t[]", copy)
    return ffi.from_buffer("uint32_t[]", words)


class View:
    """Many checks in one state: most are a look into a table, as words that no rule tells apart are decided once. The
    state may be changed between calls. For one thread at a time; while it works, other threads run.

    >>> import el2trap
    >>> view = el2trap.Boot(cmdline="kvm-arm.mode=nvhe").view()
    >>> view.answer(0xD503201F).verdict
    'pass'
    """

    def __init__(self, state: State, hypervisor: Optional[Hypervisor] = None) -> None:
        self.state, self.hypervisor = state, hypervisor
        self._memory = ffi.new("char[]", int(lib.el2_view_size()))
        self._view = ffi.cast("el2_view *", self._memory)

    def answers(self, words: Buffer, out: Optional[Answers] = None) -> Answers:
        """The answers to all words of a buffer: an array("I"), or bytes as they are in memory or a file, little-endian.
        Neither is copied. `out` is written instead of a new one; it must have as many.
        """
        data = _words(words)
        if out is None:
            out = Answers(len(data))
        elif len(out) != len(data):
            raise UsageError(f"{len(data)} words do not fit {len(out)} answers")
        lib.el2_view_set(self._view, self.state._state, driver(self.hypervisor))
        lib.el2_decide_words(self._view, data, len(data), out._answers)
        return out

    def answer(self, word: Union[int, Insn]) -> Answer:
        """The answer to one word. decide() says more."""
        return self.answers(array("I", [as_insn(word).word]))[0]
