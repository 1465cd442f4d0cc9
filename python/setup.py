# SPDX-License-Identifier: MIT
"""The package's C modules, and its version, which is the library's; all else about it is in pyproject.toml."""

import os
import sys

from setuptools import setup

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import binding  # noqa: E402

MODULES = ["binding.py:core"] + ([] if binding.STATIC else ["binding.py:explore"])

setup(version=binding.VERSION, cffi_modules=MODULES)
