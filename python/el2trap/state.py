# SPDX-License-Identifier: MIT
"""The state of a machine: Exception level, PSTATE, general and system registers."""

from typing import Any, Iterator, List, Optional, Tuple

from ._core import ffi, lib
from .cpu import CPU
from .errors import UsageError, text


class Values:
    """Numbers of 64 bits by index: writing one writes the state."""

    def __init__(self, owner: "State", values: Any) -> None:
        self._owner, self._values = owner, values  # an array of C does not keep what it is in

    def _at(self, index: int) -> int:
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return index % len(self)

    def __getitem__(self, index: int) -> int:
        return int(self._values[self._at(index)])

    def __setitem__(self, index: int, value: int) -> None:
        self._values[self._at(index)] = value

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[int]:
        return (self[n] for n in range(len(self)))


def register_number(name: str) -> int:
    """The number of a system register of the tables."""
    number = int(lib.el2_sysreg_by_name(name.encode()))
    if number == lib.EL2_SYSREG_NONE or number >= lib.EL2_SYSREG_REGISTERS:
        raise UsageError(f"no system register is called '{name}'")
    return number


def register_name(number: int) -> str:
    """The name of a system register."""
    return text(lib.el2_sysreg_get(number).name)


def fields(register: str) -> List[Tuple[str, int, int]]:
    """The fields of a register, top bit first: name, top bit, lowest bit. Of a register with two layouts, a field of
    that of HCR_EL2.E2H=1 may be called NAME_E2H.

    >>> fields("GCR_EL1")
    [('RRND', 16, 16), ('Exclude', 15, 0)]
    """
    return list(_fields(register_number(register)))


def _fields(number: int) -> Iterator[Tuple[str, int, int]]:
    msb, lsb = ffi.new("unsigned *"), ffi.new("unsigned *")
    n = 0
    name = lib.el2_field_get(number, n, msb, lsb)
    while name:
        yield text(name), int(msb[0]), int(lsb[0])
        n += 1
        name = lib.el2_field_get(number, n, msb, lsb)


class State:
    """A machine's state, from a boot, a recording or a CPU. `state["HCR_EL2"]` reads and writes a system register as MRS
    and MSR do once access is granted; `state["HCR_EL2.TID5"]` a field of one.

    >>> state = State(CPU("max"))
    >>> state["SCTLR_EL1.ATA"] = 1
    >>> hex(state["SCTLR_EL1"]), state.el
    ('0x80000000000', 1)
    >>> state.x[3] = 7
    >>> state.x[3]
    7
    """

    def __init__(self, cpu: CPU, el: int = 1) -> None:
        self.cpu = cpu
        self._state: Any = ffi.new("el2_state *")
        lib.el2_state_init(self._state, cpu._cpu)
        self.el = el

    def copy(self) -> "State":
        """Another machine in the same state."""
        other = State(self.cpu)
        other._state[0] = self._state[0]
        return other

    @property
    def el(self) -> int:
        """The Exception level. Writing it selects SP_ELx; SP_EL0 at EL0."""
        return int(self._state.pstate >> 2 & 3)

    @el.setter
    def el(self, el: int) -> None:
        if not 0 <= el <= 3:
            raise UsageError(f"Exception levels are 0 to 3, not {el}")
        lib.el2_set_el(self._state, el)

    @property
    def pc(self) -> int:
        """The program counter."""
        return int(self._state.pc)

    @pc.setter
    def pc(self, pc: int) -> None:
        self._state.pc = pc

    @property
    def pstate(self) -> int:
        """PSTATE in the layout of SPSR_ELx."""
        return int(self._state.pstate)

    @pstate.setter
    def pstate(self, pstate: int) -> None:
        self._state.pstate = pstate

    @property
    def x(self) -> Values:
        """X0 to X30."""
        return Values(self, self._state.x)

    @property
    def sp(self) -> Values:
        """The stack pointers by Exception level."""
        return Values(self, self._state.sp)

    def _place(self, name: str) -> Tuple[int, Optional[Tuple[int, int]]]:
        register, _, field = name.partition(".")
        number = register_number(register)
        if not field:
            return number, None
        known = {spelt: (msb, lsb) for spelt, msb, lsb in _fields(number)}
        layout = int(lib.el2_field_layout(number, field.encode(), len(field)))
        e2h = int(lib.el2_read_sysreg(self._state, lib.EL2_SYSREG_HCR_EL2) >> 34 & 1)
        if layout == 0 and e2h and field + "_E2H" in known:
            return number, known[field + "_E2H"]
        if field not in known:
            raise UsageError(f"{register} has no field '{field}': it has {', '.join(known)}")
        if layout not in (-1, e2h):
            raise UsageError(f"{register} has no field '{field}' with HCR_EL2.E2H={e2h}")
        return number, known[field]

    def __getitem__(self, name: str) -> int:
        number, place = self._place(name)
        value = int(lib.el2_read_sysreg(self._state, number))
        return value >> place[1] & (1 << place[0] - place[1] + 1) - 1 if place else value

    def __setitem__(self, name: str, value: int) -> None:
        number, place = self._place(name)
        whole = register_name(number)
        if whole == "CurrentEL":
            raise UsageError("CurrentEL is state.el")
        if any(text(lib.el2_id_register_name(n)) == whole for n in range(lib.EL2_ID_COUNT)):
            raise UsageError(f"{whole} belongs to the CPU: CPU('NAME,{whole}=0x...')")
        width = place[0] - place[1] + 1 if place else 64
        if not 0 <= value < 1 << width:
            raise UsageError(f"{name} has {width} bits: {value:#x} does not fit")
        if place:
            old = int(lib.el2_read_sysreg(self._state, number))
            value = old & ~((1 << width) - 1 << place[1]) | value << place[1]
        lib.el2_write_sysreg(self._state, number, value)

    def __repr__(self) -> str:
        return f"<State el={self.el} pc={self.pc:#x} of {self.cpu.name}>"
