# SPDX-License-Identifier: MIT
"""Boots: a kernel, its configuration and command line on a CPU; and guests of one."""

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Tuple, Union

from ._core import ffi, lib
from .cpu import CPU
from .errors import UsageError, check, new_error, text
from .insn import Insn
from .state import State, register_name, register_number
from .verdict import Hypervisor, Rule, Verdict, decide
from .view import View


@dataclass(frozen=True)
class Reason:
    """Why bits of a register have their value."""

    register: str
    bits: int
    """What the rule set; 0: the whole register stays 0."""
    rule: Rule


@dataclass(frozen=True)
class Word:
    """A word of a command line."""

    text: str
    known: bool
    """Does the model know it?"""
    effect: bool
    """Did it change anything here?"""


def kernels() -> List[str]:
    """The kernels that the tables have, oldest first.

    >>> kernels()[-1] == Boot().kernel
    True
    """
    return [text(lib.el2_kernel_get(k).name) for k in range(lib.EL2_KERNEL_COUNT)]


class _Machine:
    """What boots, guests and recordings have in common: a state, and who answers at EL2."""

    hypervisor: Hypervisor

    def state(self, el: Optional[int] = None) -> State:
        """The machine's state, a new one each time; at its own kernel's Exception level if no other is given."""
        raise NotImplementedError

    def check(
        self,
        word: Union[int, Insn],
        *,
        el: Optional[int] = None,
        set: Optional[Mapping[str, int]] = None,
        explain: bool = False,
    ) -> Verdict:
        """The verdict on an instruction; `set` changes registers, or fields of them, after the boot.

        >>> boot = Boot(cmdline="kvm-arm.mode=nvhe arm64.nomte")
        >>> str(boot.check(0xD53810C0))
        'undef injected'
        >>> str(boot.check(0xD53810C0, set={"HCR_EL2.ATA": 1, "HCR_EL2.TID5": 0}))
        'pass full'
        """
        state = self.state(el)
        for name, value in (set or {}).items():
            state[name] = value
        return decide(state, word, self.hypervisor, explain=explain)

    def view(self, *, el: Optional[int] = None, set: Optional[Mapping[str, int]] = None) -> View:
        """For many checks in one state: see View."""
        state = self.state(el)
        for name, value in (set or {}).items():
            state[name] = value
        return View(state, self.hypervisor)


class Boot(_Machine):
    """A kernel booted on a CPU: `kernel` is a name of kernels() (the newest), `mte` is CONFIG_ARM64_MTE.

    >>> boot = Boot("7.2", "kvm-arm.mode=protected arm64.nomte")
    >>> boot.mode, boot.mte, boot.host_el
    ('protected-hvhe', False, 1)
    >>> verdict = boot.check(0xD53810C0)
    >>> str(verdict), verdict.taken.el, hex(verdict.taken.ec)
    ('undef injected', 2, '0x18')
    """

    def __init__(
        self,
        kernel: Optional[str] = None,
        cmdline: str = "",
        *,
        cpu: Union[CPU, str] = "max",
        mte: bool = True,
    ) -> None:
        self.cpu = cpu if isinstance(cpu, CPU) else CPU(cpu)
        self.cmdline = cmdline
        self.kernel = kernels()[-1] if kernel is None else kernel
        number = lib.el2_kernel_by_name(self.kernel.encode())
        if number == lib.EL2_KERNEL_COUNT:
            raise UsageError(f"no kernel is called '{self.kernel}': there are {', '.join(kernels())}")
        self._text = ffi.new("char[]", cmdline.encode())
        self._config = ffi.new("el2_boot_config *", (number, self._text, mte, self.cpu._cpu))
        self._boot: Any = ffi.new("el2_boot *")
        error = new_error()
        check(lib.el2_boot_make(self._config, self._boot, error), error)
        self._state = State(self.cpu)
        lib.el2_boot_state(self._boot, self._state._state)
        self.hypervisor = Hypervisor(lib.el2_boot_hypervisor(self._boot), self)

    @property
    def mode(self) -> str:
        """"none", "vhe", "nvhe", "hvhe", "protected-nvhe" or "protected-hvhe"."""
        return text(lib.el2_mode_name(self._boot.mode))

    @property
    def mte(self) -> bool:
        """Does the kernel support MTE here?"""
        return bool(self._boot.mte)

    @property
    def host_el(self) -> int:
        """The Exception level of the host's kernel: 2 under VHE, else 1."""
        return int(self._boot.host_el)

    @property
    def words(self) -> Tuple[Word, ...]:
        """The words of the command line.

        >>> [word.text for word in Boot(cmdline="quiet arm64.nomte").words if word.effect]
        ['arm64.nomte']
        """
        data = self.cmdline.encode()
        return tuple(
            Word(data[w.start : w.start + w.length].decode("utf-8", "replace"), bool(w.known), bool(w.effect))
            for w in self._boot.words[0 : self._boot.word_count]
        )

    @property
    def registers(self) -> Dict[str, int]:
        """What the boot programs, in the order of `el2trap boot`.

        >>> Boot("7.2", "kvm-arm.mode=nvhe arm64.nomte").registers["HCR_EL2"] >> 58 & 1  # TID5
        1
        """
        found: Dict[str, int] = {}
        number = lib.el2_boot_register(0)
        while number != lib.EL2_SYSREG_NONE:
            found[register_name(number)] = int(self._state._state.sysreg[number])
            number = lib.el2_boot_register(len(found))
        return found

    def reasons(self, register: Optional[str] = None) -> Tuple[Reason, ...]:
        """Why registers, or one of them, have their values.

        >>> boot = Boot("7.2", "kvm-arm.mode=nvhe arm64.nomte")
        >>> [reason.rule.text.split(": ", 1)[1] for reason in boot.reasons("HCR_EL2") if reason.bits >> 58 & 1]
        ['GMID_EL1 traps: the kernel does not support MTE']
        """
        wanted = None if register is None else register_number(register)
        return tuple(
            Reason(register_name(r.reg), int(r.bits), Rule(r.rule))
            for r in self._boot.reasons[0 : self._boot.reason_count]
            if wanted in (None, r.reg)
        )

    def state(self, el: Optional[int] = None) -> State:
        state = self._state.copy()
        if el is not None:
            state.el = el
        return state

    def guest(self, description: str = "normal") -> "Guest":
        """A guest of this host, by the text that `el2trap --guest` takes: "protected", "normal,mte", "nested"."""
        return Guest(self, description)

    def __repr__(self) -> str:
        return f"<Boot {self.kernel} {self.mode} on {self.cpu.name}>"


class Guest(_Machine):
    """A guest of a boot: what KVM lets it do.

    >>> guest = Boot(cmdline="kvm-arm.mode=protected").guest("protected")
    >>> str(guest.check(0xD53810C0))
    'undef injected'
    """

    def __init__(self, host: Boot, description: str = "normal") -> None:
        self.host, self.description = host, description
        config, self._guest = ffi.new("el2_guest_config *"), ffi.new("el2_guest *")
        error = new_error()
        check(lib.el2_guest_parse(description.encode(), config, error), error)
        check(lib.el2_guest_make(host._boot, config, self._guest, error), error)
        self.cpu = CPU._wrap(ffi.new("el2_cpu *", self._guest.cpu))  # as it reads its ID registers
        self._state = host.state()
        lib.el2_guest_state(self._guest, ffi.new("el2_boot *", host._boot[0]), self._state._state)
        self.hypervisor = Hypervisor(lib.el2_guest_hypervisor(self._guest), self)

    def state(self, el: Optional[int] = None) -> State:
        if el is not None and not 0 <= el <= 1:
            raise UsageError(f"a guest is at EL0 and EL1, not at EL{el}")
        state = self._state.copy()
        if el is not None:
            state.el = el
        return state

    def __repr__(self) -> str:
        return f"<Guest {self.description} of {self.host!r}>"
