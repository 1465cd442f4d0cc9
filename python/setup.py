# SPDX-License-Identifier: MIT
"""The package's C modules; all else about it is in pyproject.toml."""

import os
import sys

from setuptools import setup

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

MODULES = ["binding.py:core"]
if os.environ.get("EL2TRAP_STATIC") != "1":
    MODULES.append("binding.py:explore")

setup(cffi_modules=MODULES)
