# SPDX-License-Identifier: MIT
"""Decoding: what a word is."""

from typing import Any, List, Optional, Union

from ._core import ffi, lib
from .errors import UsageError, text, text_or_none

Buffer = Union[bytes, bytearray, memoryview, Any]
"""Anything with the buffer protocol: array("I"), bytes, mmap, memoryview."""


class Insn:
    """A decoded instruction; from decode().

    >>> insn = decode(0xD53810C0)
    >>> insn.text, insn.op, insn.register, insn.cls, insn.features
    ('mrs x0, gcr_el1', 'MRS', 'GCR_EL1', 'sysreg', 'FEAT_MTE2')
    """

    __slots__ = ("_insn",)

    def __init__(self, word: int) -> None:
        if not 0 <= word <= 0xFFFFFFFF:
            raise UsageError(f"a word has 32 bits, not {word:#x}")
        self._insn = ffi.new("el2_insn *")
        lib.el2_decode(word, self._insn)

    @property
    def word(self) -> int:
        """The word."""
        return int(self._insn.word)

    @property
    def text(self) -> str:
        """As an assembler reads it; ".inst 0x..." where our tables have no spelling. explore.disassemble() knows more."""
        buffer = ffi.new("char[]", lib.EL2_TEXT_MAX)
        lib.el2_format(self._insn, buffer, lib.EL2_TEXT_MAX)
        return text(buffer)

    @property
    def op(self) -> Optional[str]:
        """"STG", "MRS", ...; None for a word that no row of the tables holds."""
        form = lib.el2_form_get(self._insn.form)
        return text(form.op) if form else None

    @property
    def register(self) -> Optional[str]:
        """The system register or operation that it names: "GCR_EL1", "DC GVA", "S3_0_C1_C0_7"; None: it names none."""
        row = lib.el2_sysreg_get(self._insn.sysreg)
        if row:
            return text(row.name)
        if not self._insn.key:
            return None
        buffer = ffi.new("char[]", 64)
        lib.el2_sysreg_name(self._insn.key, 0, buffer, 64)
        return text(buffer)

    @property
    def cls(self) -> str:
        """The class: "tag-load", "sysreg", "memory", "undefined", "unknown", ..."""
        return text(lib.el2_class_name(self._insn.cls))

    @property
    def features(self) -> Optional[str]:
        """The features that it needs: "FEAT_MTE2"; None: none."""
        return text_or_none(lib.el2_insn_features(self._insn))

    @property
    def mte(self) -> bool:
        """Does it exist for MTE?"""
        return bool(lib.el2_insn_is_mte(self._insn))

    @property
    def unpredictable(self) -> bool:
        """Are its operands CONSTRAINED UNPREDICTABLE?"""
        return bool(self._insn.flags & lib.EL2_INSN_UNPREDICTABLE)

    @property
    def source(self) -> Optional[str]:
        """Where its row was read."""
        form = lib.el2_form_get(self._insn.form)
        return text_or_none(form.source) if form else None

    def __repr__(self) -> str:
        return f"<Insn {self.word:#010x} {self.text}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Insn) and other.word == self.word

    def __hash__(self) -> int:
        return self.word


def decode(word: int) -> Insn:
    """Decode a word, as the CPU sees it.

    >>> decode(0xD4200000)
    <Insn 0xd4200000 brk #0>
    """
    return Insn(word)


def find_mte(code: Buffer) -> List[int]:
    """Where the instructions of MTE are in little-endian code: indices of words, ascending. At the speed of memory, and
    without a copy.

    >>> find_mte(bytes.fromhex("1f2003d5c01038d5"))  # nop; mrs x0, gcr_el1
    [1]
    """
    data = ffi.from_buffer("char[]", code)
    if len(data) % 4:
        raise UsageError(f"words have 4 bytes: {len(data)} is no multiple")
    count, start, found = len(data) // 4, 0, []
    hits, step = ffi.new("size_t[]", 1024), ffi.new("size_t *")
    while start < count:
        written = lib.el2_scan(data + 4 * start, count - start, hits, 1024, step)
        found += [start + hits[i] for i in range(written)]
        start += step[0]
    return found
