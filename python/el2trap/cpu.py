# SPDX-License-Identifier: MIT
"""CPUs: features and ID registers."""

from typing import Any, List, Optional, Tuple

from ._core import ffi, lib
from .errors import UsageError, check, new_error, text


def _features() -> List[str]:
    return [text(lib.el2_feature_name(f)) for f in range(lib.EL2_FEATURE_COUNT)]


class CPU:
    """A CPU, by the text that `el2trap --cpu` takes: a name of cpus(), then ",field=value".

    >>> cpu = CPU("max,mte=3")
    >>> cpu.has("FEAT_MTE2"), cpu.has("FEAT_MTE3"), CPU("neoverse-n1").has("FEAT_MTE")
    (True, True, False)
    >>> hex(cpu["ID_AA64PFR1_EL1"] >> 8 & 15)
    '0x3'
    """

    def __init__(self, description: str = "max") -> None:
        self._cpu: Any = ffi.new("el2_cpu *")
        error = new_error()
        check(lib.el2_cpu_parse(description.encode(), self._cpu, error), error)

    @classmethod
    def _wrap(cls, cpu: Any) -> "CPU":
        self = cls.__new__(cls)
        self._cpu = cpu
        return self

    @classmethod
    def read(cls, values: str, base: Optional[str] = None, name: str = "") -> "CPU":
        """The CPU of ID registers as machines print them: a debugger's list, /proc/cpuinfo, a kernel's log. What they do
        not say is that of `base`; without it, of the row of the tables with that MIDR_EL1.

        >>> CPU.read("MIDR_EL1 0x413fd0c1").has("FEAT_VHE")
        True
        """
        data, error = values.encode(), new_error()
        read, cpu = ffi.new("el2_cpu_values *"), ffi.new("el2_cpu *")
        check(lib.el2_cpu_values_read(data, len(data), name.encode(), read, error), error)
        wanted = base.encode() if base is not None else ffi.NULL
        check(lib.el2_cpu_from_values(read, wanted, cpu, ffi.NULL, error), error)
        return cls._wrap(cpu)

    @property
    def name(self) -> str:
        """The text that makes this CPU."""
        return text(self._cpu.name)

    @property
    def features(self) -> Tuple[str, ...]:
        """The names of all its features."""
        return tuple(name for f, name in enumerate(_features()) if lib.el2_has(self._cpu, f))

    def has(self, features: str) -> bool:
        """Does it have "FEAT_A && FEAT_B || FEAT_C"?"""
        known = set(_features())
        for word in features.replace("&&", " ").replace("||", " ").split():
            if word not in known:
                raise UsageError(f"no feature is called '{word}'")
        return bool(lib.el2_cpu_has_all(self._cpu, features.encode()))

    def __getitem__(self, id_register: str) -> int:
        for n in range(lib.EL2_ID_COUNT):
            if text(lib.el2_id_register_name(n)) == id_register.upper():
                return int(self._cpu.id[n])
        raise UsageError(f"no ID register is called '{id_register}'")

    def __repr__(self) -> str:
        return f"CPU({self.name!r})"


def cpus() -> List[str]:
    """The names of the CPUs that the tables have.

    >>> "neoverse-n1" in cpus()
    True
    """
    names = []
    name = lib.el2_cpu_get(0, ffi.NULL)
    while name:
        names.append(text(name))
        name = lib.el2_cpu_get(len(names), ffi.NULL)
    return names
