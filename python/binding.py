# SPDX-License-Identifier: MIT
"""Builds the two C modules: cffi, API mode. setup.py names them; nothing of this is installed.

Where the library is, pkg-config says; or, for a build tree, the environment: EL2TRAP_INCLUDE (the source tree) and
EL2TRAP_LIBDIR (where libel2trap-core.so is), EL2TRAP_VERSION. EL2TRAP_STATIC=1 puts libel2trap-core into the module, for a
wheel that needs no library at its place; there is then no el2trap.explore, which would bring what is not MIT.
"""

import os
import subprocess
from pathlib import Path

from cffi import FFI

HERE = Path(__file__).resolve().parent
STATIC = os.environ.get("EL2TRAP_STATIC") == "1"

SOURCE = """
#include "policy/own.h"
#include "model/view.h"
#include "recording/hypervisor.h"
%s
static el2_status el2_python_layout(el2_error *error)
{
	static const el2_policy_entry entry = {EL2_POLICY_ABI, EL2_POLICY_LAYOUT, "python", el2_policy_rows_handle};

	return el2_policy_entry_check(&entry, error);
}
"""


def _pkg_config(*arguments: str) -> "list[str]":
    return subprocess.run(["pkg-config", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout.split()


VERSION = os.environ.get("EL2TRAP_VERSION") or _pkg_config("--modversion", "libel2trap-core")[0]


def _flags(library: str) -> "dict[str, list[str]]":
    flags = {"extra_compile_args": ["-std=gnu11", "-Werror=incompatible-pointer-types", "-Werror=int-conversion"]}
    libdir = os.environ.get("EL2TRAP_LIBDIR")
    if libdir:
        flags["include_dirs"] = [os.environ["EL2TRAP_INCLUDE"]]
        flags["library_dirs"] = flags["runtime_library_dirs"] = [libdir]
        flags["libraries"] = [library.replace("lib", "", 1)]
        return flags
    flags["extra_compile_args"] += _pkg_config("--cflags", library)
    if STATIC:
        archive = _pkg_config("--variable=libdir", library)[0] + "/" + library + ".a"
        others = [word for word in _pkg_config("--static", "--libs", library) if word != "-l" + library[3:]]
        flags["extra_link_args"] = [archive, *others]
    else:
        flags["extra_link_args"] = _pkg_config("--libs", library)
    return flags


def _ffi(module: str, library: str, includes: str, include: "FFI | None" = None) -> FFI:
    ffi = FFI()
    if include:
        ffi.include(include)
    ffi.cdef((HERE / (module + ".cdef")).read_text(encoding="utf-8"))
    ffi.set_source("el2trap._" + module, SOURCE % includes, **_flags(library))
    return ffi


core = _ffi("core", "libel2trap-core", "")
if not STATIC:
    explore = _ffi("explore", "libel2trap", '#include "explore/explore.h"', core)
