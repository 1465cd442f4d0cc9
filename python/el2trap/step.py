# SPDX-License-Identifier: MIT
"""Executing an instruction: a state, and memory."""

from dataclasses import dataclass
from typing import Any, Iterator, Optional, Union

from ._core import ffi, lib
from .errors import InternalError, UsageError
from .insn import Insn
from .state import State
from .verdict import Hypervisor, Trail, Verdict, as_insn, driver, make

TYPES = {
    "tagged": lib.EL2_MEMORY_TAGGED,
    "untagged": lib.EL2_MEMORY_UNTAGGED,
    "noncacheable": lib.EL2_MEMORY_NONCACHEABLE,
    "device": lib.EL2_MEMORY_DEVICE,
}
OWNERS = {
    "host": lib.EL2_OWNER_HOST,
    "guest": lib.EL2_OWNER_GUEST,
    "hyp": lib.EL2_OWNER_HYP,
    "shared": lib.EL2_OWNER_SHARED,
    "mmio": lib.EL2_OWNER_MMIO,
    "none": lib.EL2_OWNER_NONE,
}
PERMISSIONS = {"r": lib.EL2_PERM_R, "w": lib.EL2_PERM_W, "x": lib.EL2_PERM_X, "u": lib.EL2_PERM_EL0}
_PAGE = int(lib.EL2_PAGE_SIZE)
_GRANULE = int(lib.EL2_GRANULE)


def _named(table: "dict[str, Any]", name: str, what: str) -> Any:
    if name not in table:
        raise UsageError(f"{what} is one of {', '.join(table)}, not '{name}'")
    return table[name]


class Memory:
    """Memory, tags and whose each page is. Virtual, intermediate and physical addresses are the same; or, with
    `walk=True`, addresses are physical, and the translation tables in it are walked.

    >>> memory = Memory()
    >>> memory.map(0x1000, 0x1000)
    >>> memory.write(0x1010, b"data")
    >>> memory.read(0x1010, 4)
    b'data'
    >>> memory.set_tags(0x1010, [5])
    >>> memory.tags(0x1000, 48)
    b'\\x00\\x05\\x00'
    """

    def __init__(self, *, walk: bool = False) -> None:
        memory = lib.el2_memory_new()
        if not memory:
            raise MemoryError
        self._memory: Any = ffi.gc(memory, lib.el2_memory_free)
        lib.el2_memory_set_walk(self._memory, walk)

    def map(self, address: int, size: int, *, type: str = "tagged", perm: str = "rwxu", owner: str = "host") -> None:
        """Map the pages of a range that are not mapped yet, and say what all of them are: `type` is one of TYPES, `perm`
        letters of rwx, and u for EL0; `owner` one of OWNERS, by which the host's stage 2 maps it or does not."""
        bits = 0
        for letter in perm:
            bits |= _named(PERMISSIONS, letter, "a permission")
        kind, whose = _named(TYPES, type, "type"), _named(OWNERS, owner, "owner")
        if not lib.el2_memory_map(self._memory, address, size):
            raise UsageError(f"{size:#x} bytes at {address:#x} cannot be mapped")
        for at in range(address & -_PAGE, address + size, _PAGE):
            page = self._page(at)
            page.type, page.perm, page.owner = kind, bits, whose
            page.s2_mapped = whose in (lib.EL2_OWNER_HOST, lib.EL2_OWNER_SHARED)

    def _page(self, address: int) -> Any:
        page = lib.el2_memory_page(self._memory, address)
        if not page:
            raise UsageError(f"nothing is mapped at {address:#x}")
        return page

    def read(self, address: int, size: int) -> bytes:
        """Bytes, without any check."""
        data = bytearray(size)
        if not lib.el2_memory_read(self._memory, address, ffi.from_buffer("char[]", data), size):
            raise UsageError(f"not all of {size:#x} bytes at {address:#x} is mapped")
        return bytes(data)

    def write(self, address: int, data: Union[bytes, bytearray, memoryview]) -> None:
        """Write bytes, without any check."""
        if not lib.el2_memory_write(self._memory, address, ffi.from_buffer("char[]", data), len(data)):
            raise UsageError(f"not all of {len(data):#x} bytes at {address:#x} is mapped")

    def tags(self, address: int, size: int) -> bytes:
        """The allocation tags of a range, one for 16 bytes."""
        return bytes(
            self._page(at).tags[at % _PAGE // _GRANULE] for at in range(address & -_GRANULE, address + size, _GRANULE)
        )

    def set_tags(self, address: int, tags: "Union[bytes, list[int]]") -> None:
        """Set allocation tags, one for 16 bytes."""
        for n, tag in enumerate(tags):
            if not 0 <= tag <= 15:
                raise UsageError(f"a tag is 0 to 15, not {tag}")
            at = (address & -_GRANULE) + n * _GRANULE
            self._page(at).tags[at % _PAGE // _GRANULE] = tag

    def pages(self) -> Iterator[int]:
        """The addresses of the pages that are mapped, ascending."""
        page = lib.el2_memory_next(self._memory, ffi.NULL)
        while page:
            yield int(page.address)
            page = lib.el2_memory_next(self._memory, page)

    def checkpoint(self) -> None:
        """Save pages, from now on, before they are first written."""
        lib.el2_memory_checkpoint(self._memory)

    def written(self) -> "list[int]":
        """The addresses of the pages written since the checkpoint, in the order of their first writes."""
        found: "list[int]" = []
        page = lib.el2_memory_written(self._memory, 0)
        while page:
            found.append(int(page.address))
            page = lib.el2_memory_written(self._memory, len(found))
        return found

    def restore(self) -> int:
        """Put those pages back as they were; how many there were."""
        return int(lib.el2_memory_restore(self._memory))


@dataclass(frozen=True)
class Step:
    """What executing an instruction came to; the state is as it is afterwards."""

    verdict: Verdict
    executed: bool
    """It completed: the state holds its results, pc is that of the next one."""
    no_progress: bool
    """EL2 sent the host back to the same instruction, and nothing has changed."""


def step(
    state: State,
    memory: Optional[Memory] = None,
    hypervisor: Optional[Hypervisor] = None,
    word: Union[int, Insn, None] = None,
    *,
    explain: bool = False,
) -> Step:
    """Execute an instruction completely, in *state* and *memory*: the one at state.pc, or `word` in its place. An
    instruction that the model cannot execute leaves the state as it was, and its verdict is "unmodelled".

    >>> import el2trap
    >>> boot = el2trap.Boot("7.2", "kvm-arm.mode=nvhe arm64.nomte")
    >>> state = boot.state()
    >>> state.pc, state.x[1] = 0x1000, 41
    >>> step(state, None, boot.hypervisor, 0x91000421).executed  # add x1, x1, #1
    True
    >>> state.x[1], hex(state.pc)
    (42, '0x1004')
    >>> str(step(state, None, boot.hypervisor, 0xD53810C0).verdict)  # mrs x0, gcr_el1: injected
    'undef injected'
    >>> hex(state["ELR_EL1"]), hex(state["ESR_EL1"]), hex(state.pc - state["VBAR_EL1"])
    ('0x1004', '0x2000000', '0x200')
    """
    result, trail = ffi.new("el2_step_result *"), Trail(65536) if explain else None
    where, el = (memory._memory if memory else ffi.NULL), state.el
    rest = (result, ffi.NULL if trail is None else trail.trail)
    if word is None:
        if memory is None:
            raise UsageError("without memory there is nothing at pc: give a word")
        code = memory.read(state.pc, 4) if state.pc % 4 == 0 and lib.el2_memory_page(where, state.pc) else b"\0\0\0\0"
        insn = Insn(int.from_bytes(code, "little"))
        lib.el2_step_at_pc(state._state, where, driver(hypervisor), *rest)
    else:
        insn = as_insn(word)
        lib.el2_step(state._state, where, driver(hypervisor), insn._insn, *rest)
    if trail is not None and trail.overflowed:
        raise InternalError("more rules were looked at than a step has room for")
    return Step(make(insn, el, result.verdict, trail), bool(result.executed), bool(result.no_progress))
