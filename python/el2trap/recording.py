# SPDX-License-Identifier: MIT
"""Recordings: what EL2 of a kernel that has booted sees, and its own EL2 code as the hypervisor."""

import os
from dataclasses import dataclass
from typing import Any, Dict, Iterator, Optional, Tuple, Union

from ._core import ffi, lib
from .boot import Boot, _Machine, kernels
from .cpu import CPU
from .errors import UsageError, check, new_error, text
from .state import State
from .verdict import Hypervisor

_ENDS = {
    lib.EL2_RECORDED_RETURN: "return",
    lib.EL2_RECORDED_PANIC: "panic",
    lib.EL2_RECORDED_HANG: "hang",
    lib.EL2_RECORDED_UNKNOWN: "unknown",
}
_FIRMWARES = {"qemu": lib.EL2_FIRMWARE_QEMU, "none": lib.EL2_FIRMWARE_NOT_SUPPORTED}


@dataclass(frozen=True)
class Last:
    """How the recorded code dealt with its last exception."""

    end: str
    """"return", "panic", "hang" or "unknown"."""
    instructions: int
    pages: int
    """How many pages it wrote."""
    smcs: int
    """How many SMCs it made."""
    pc: int
    """Where it ended."""
    word: int
    """The instruction there; 0 if none could be fetched."""
    esr: int
    far: int
    what: str
    """In words, with symbol and offset."""


class RecordedHypervisor(Hypervisor):
    """The recorded kernel's EL2 code, executed for each exception; from Recording.driver(). For one thread at a time."""

    def __init__(self, recording: "Recording", firmware: Union[str, int], limit: int, persistent: bool) -> None:
        options = ffi.new("el2_recorded_options *", {"limit": limit, "persistent": persistent})
        if isinstance(firmware, int):
            options.firmware, options.value = lib.EL2_FIRMWARE_VALUE, firmware
        elif firmware in _FIRMWARES:
            options.firmware = _FIRMWARES[firmware]
        else:
            raise UsageError(f"firmware is {', '.join(_FIRMWARES)} or a number for x0, not '{firmware}'")
        recorded = lib.el2_recorded_new(recording._recording, recording.cpu._cpu, options)
        if not recorded:
            raise UsageError("a recording without a CPU, or no more memory")
        self._recorded = ffi.gc(recorded, lib.el2_recorded_free)
        super().__init__(lib.el2_recorded_hypervisor(self._recorded), recording)

    @property
    def last(self) -> Last:
        """What became of the last exception."""
        last = lib.el2_recorded_last_get(self._recorded)
        return Last(
            end=_ENDS[last.end],
            instructions=last.instructions,
            pages=last.pages,
            smcs=last.smcs,
            pc=last.pc,
            word=last.word,
            esr=last.esr,
            far=last.far,
            what=text(last.what),
        )

    def reset(self) -> None:
        """Put memory and EL2's registers back to what was recorded."""
        lib.el2_recorded_reset(self._recorded)


class Recording(_Machine):
    """A recording, by its path or its bytes; `el2trap record` makes them.

    >>> recording = Recording(RECORDINGS + "/small.rec")
    >>> recording.texts["mode"], recording.kernel
    ('nvhe', '7.2')
    >>> verdict = recording.check(0xD53810C0)  # its own code answers
    >>> str(verdict), recording.hypervisor.last.end
    ('undef injected', 'return')
    """

    hypervisor: RecordedHypervisor

    def __init__(self, source: Union[str, "os.PathLike[str]", bytes, bytearray, memoryview]) -> None:
        name = b""
        if isinstance(source, (str, os.PathLike)):
            name = os.fsencode(source)
            with open(source, "rb") as file:
                source = file.read()
        data, error = ffi.from_buffer("char[]", source), new_error()
        recording, cpu = ffi.new("el2_recording *"), ffi.new("el2_cpu *")
        check(lib.el2_recording_open(data, len(data), name or ffi.NULL, recording, error), error)
        self._recording = ffi.gc(recording, lib.el2_recording_close)
        check(lib.el2_recording_cpu(self._recording, cpu, error), error)
        self.cpu = CPU._wrap(cpu)
        self.hypervisor = self.driver()

    def driver(
        self, *, firmware: Union[str, int] = "qemu", limit: int = 0, persistent: bool = False
    ) -> RecordedHypervisor:
        """Another hypervisor of this recording. `firmware` answers its SMCs: "qemu", "none", or a number for x0; `limit`
        is of instructions for one exception (4,000,000); `persistent`: what EL2 writes stays until reset()."""
        return RecordedHypervisor(self, firmware, limit, persistent)

    @property
    def texts(self) -> Dict[str, str]:
        """banner, cmdline, mode, cpu, machine, qemu."""
        return {
            text(lib.el2_recording_text_name(n)): text(self._recording.text[n])
            for n in range(lib.EL2_RECORDING_TEXTS)
        }

    @property
    def kernel(self) -> str:
        """The kernel of kernels() that is nearest to it: the newest that is not newer."""
        number: int = lib.el2_kernel_of_release(self._recording.text[lib.EL2_RECORDING_BANNER])
        return kernels()[number]

    def boot(self) -> Boot:
        """What policy makes of the kernel's release, command line and CPU: to compare."""
        return Boot(self.kernel, self.texts["cmdline"], cpu=self.cpu)

    def state(self, el: Optional[int] = None) -> State:
        state = self.boot().state(1 if el is None else el)
        recorded = lib.el2_recorded_state(self.hypervisor._recorded)
        ffi.memmove(state._state.sysreg, recorded.sysreg, ffi.sizeof(recorded.sysreg))
        return state

    def symbols(self) -> Iterator[Tuple[int, str]]:
        """Physical address and name of each symbol, ascending."""
        for symbol in self._recording.symbols[0 : self._recording.symbol_count]:
            yield int(symbol.pa), text(symbol.name)

    def symbol(self, name: str) -> int:
        """The physical address of a symbol."""
        found = lib.el2_recording_symbol(self._recording, name.encode())
        if not found:
            raise UsageError(f"no symbol is called '{name}'")
        return int(found.pa)

    def symbol_at(self, pa: int) -> Optional[Tuple[str, int]]:
        """The nearest symbol at or below a physical address, and how far below; None: none."""
        offset = ffi.new("uint64_t *")
        found = lib.el2_recording_symbol_at(self._recording, pa, offset)
        return (text(found.name), int(offset[0])) if found else None

    def page(self, pa: int) -> Optional[bytes]:
        """The page of 4096 bytes that holds a physical address; None: it was not recorded."""
        found: Any = lib.el2_recording_page(self._recording, pa)
        return bytes(ffi.buffer(found, 4096)) if found else None

    def va(self, pa: int) -> Optional[int]:
        """The first virtual address at which EL2 maps a physical one; None: it does not."""
        found = ffi.new("uint64_t *")
        return int(found[0]) if lib.el2_recording_va(self._recording, pa, found) else None

    def __repr__(self) -> str:
        return f"<Recording {self.texts['banner']!r}>"
