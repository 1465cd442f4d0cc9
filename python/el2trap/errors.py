# SPDX-License-Identifier: MIT
"""Errors: what the library refuses becomes an exception with its message and its place."""

from typing import Any, NoReturn, Optional

from ._core import ffi, lib


class Error(Exception):
    """What went wrong, and where: `line` and `column` count from 1 and are 0, `file` is "", where there is none.

    >>> import el2trap
    >>> try:
    ...     el2trap.CPU("max,mte=99")
    ... except el2trap.UsageError as error:
    ...     print(error.message)
    CPU option mte takes 0 to 15, not '99'
    """

    def __init__(self, message: str, file: str = "", line: int = 0, column: int = 0) -> None:
        self.message, self.file, self.line, self.column = message, file, line, column
        place = ":".join([file] * bool(file) + [str(n) for n in (line, column) if n])
        super().__init__(f"{place}: {message}" if place else message)


class UsageError(Error, ValueError):
    """An argument names something that does not exist: a kernel, a CPU, a register."""


class InputError(Error, ValueError):
    """The data is wrong; the error says where and why."""


class UnsupportedError(Error, NotImplementedError):
    """The data may be right, but this library cannot deal with it."""


class RefusedError(Error, OSError):
    """The operating system refused."""


class InternalError(Error, RuntimeError):
    """A bug of the library, or no more memory."""


_KINDS = {
    lib.EL2_ERR_USAGE: UsageError,
    lib.EL2_ERR_INPUT: InputError,
    lib.EL2_ERR_UNSUPPORTED: UnsupportedError,
    lib.EL2_ERR_SYSTEM: RefusedError,
}


def text(pointer: Any) -> str:
    """A C text as Python has it; "" for NULL."""
    data: bytes = ffi.string(pointer) if pointer else b""
    return data.decode("utf-8", "replace")


def text_or_none(pointer: Any) -> Optional[str]:
    """The same; None for NULL."""
    return text(pointer) if pointer else None


def version() -> str:
    """The version of the library."""
    return text(lib.el2_version())


def new_error() -> Any:
    """An el2_error for a call."""
    return ffi.new("el2_error *")


def fail(error: Any) -> NoReturn:
    """Raise what an el2_error says."""
    kind = _KINDS.get(error.status, InternalError)
    raise kind(text(error.message), text(error.file), error.line, error.column)


def check(status: int, error: Any) -> None:
    """Raise if a call failed."""
    if status != lib.EL2_OK:
        fail(error)


_error = new_error()
if lib.el2_python_layout(_error) != lib.EL2_OK:
    raise ImportError("el2trap: " + text(_error.message))
