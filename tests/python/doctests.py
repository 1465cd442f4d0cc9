# SPDX-License-Identifier: MIT
"""Are the examples of the package's docstrings true? Each public class and function has one, or its class has."""

import doctest
import importlib
import os
import pkgutil
import sys

import el2trap

failed, tried = 0, 0
for module in ["el2trap"] + ["el2trap." + m.name for m in pkgutil.iter_modules(el2trap.__path__) if m.name[0] != "_"]:
    source = {"RECORDINGS": os.environ["SOURCE"] + "/corpora/recordings"}
    result = doctest.testmod(importlib.import_module(module), extraglobs=source)
    failed += result.failed
    tried += result.attempted
for name in el2trap.__all__:
    if not getattr(el2trap, name).__doc__:
        print(f"el2trap.{name} has no docstring")
        failed += 1
print(f"{tried} examples, {failed} failed")
sys.exit(failed or tried < 50)
