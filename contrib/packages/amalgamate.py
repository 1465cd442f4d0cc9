#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The core library (decoder, model, policy, reading recordings) as one el2trap.c and one el2trap.h, for people who vendor.

    ./dev core && contrib/packages/amalgamate.py build/core DIRECTORY

The sources are those that the build compiles into libel2trap-core, tables included. What a file has for itself (static
functions, tags, enumerators, macros) gets the file's name where two files use one name; nothing else is changed.
"""
import collections
import json
import os
import re
import shlex
import sys

PUBLIC = ["decoder/decoder.h", "model/cpu.h", "model/model.h", "model/machine.h", "model/view.h", "policy/policy.h",
          "policy/own.h", "recording/recording.h", "recording/hypervisor.h"]
INCLUDE = re.compile(r'[ \t]*#[ \t]*include[ \t]+"([^"]+)"')
DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", re.M)
# comments, strings and characters; what is left over is code
TOKENS = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Writer:
    """Puts files into one, headers once each and tables as often as they are included."""

    def __init__(self, directories, left_out):
        self.directories, self.headers, self.system = directories, set(left_out), {}

    def find(self, name, beside):
        for directory in (beside, *self.directories):
            path = os.path.normpath(os.path.join(directory, name))
            if os.path.isfile(path):
                return path
        sys.exit(f"amalgamate: {name} is included from {beside} and not found")

    def parts(self, path):
        """The headers that a file needs first, and the file with its tables. Headers of the system are collected."""
        headers, out = [], []
        with open(path, encoding="utf-8") as f:
            for line in f:
                match = INCLUDE.match(line)
                if match:
                    found = self.find(match[1], os.path.dirname(path))
                    if found in self.headers:
                        continue
                    if found.endswith(".h"):
                        self.headers.add(found)
                        headers += self.parts(found)
                    else:
                        out += self.parts(found)
                elif re.match(r"[ \t]*#[ \t]*include[ \t]*<", line):
                    self.system[line.strip()] = None
                elif "SPDX-License-Identifier" not in line:
                    out.append(line)
        return "".join(headers), "".join(out)

    def text(self, path):
        return "".join(self.parts(path))


def code_of(text):
    return TOKENS.sub(lambda m: " " if m[0][0] == "/" else '""', text)


def own_names(text):
    """What a source file names for itself alone: at depth 0 static names and tags, and the enumerators."""
    code = re.sub(r"^[ \t]*#(?:.*\\\n)*.*$", "", code_of(text), flags=re.M)
    names, depth, flat = set(), 0, []
    for enum in re.findall(r"\benum\b\s*\w*\s*\{([^}]*)\}", code):
        names.update(re.findall(r"(?:^|,)\s*(\w+)", enum))
    for part in re.split(r"([{}])", code):
        if part == "{":
            depth += 1
            flat.append("{" if depth == 1 else "")
        elif part == "}":
            depth -= 1
            flat.append("}" if depth == 0 else "")
        elif depth == 0:
            flat.append(part)
    outside = "".join(flat)
    names.update(re.findall(r"\b(?:struct|union|enum)\s+(\w+)\s*\{", outside))
    for declaration in re.split(r";|\{\}", re.sub(r"\b((?:struct|union|enum)\b\s*\w*)\s*\{\}", r"\1", outside)):
        match = re.search(r"\bstatic\b([^=({\[]*)(.*)", declaration, re.S)
        if match:
            names.update(re.findall(r"(\w+)\s*$", match[1]))
            names.update(re.findall(r",\s*\**(\w+)\s*(?:\[[^\]]*\]\s*)?=", match[2]))
        match = re.search(r"\btypedef\b.*?(\w+)\s*$", declaration, re.S)
        if match:
            names.add(match[1])
    return {name for name in names if not name.isdigit()}


MEMBER = r"(?<!\.\.)(?:\.|->)\s*"


def apart(text, names, prefix):
    """
    The text with its own names made others by macros; those that are members, too, by changing the text. Members keep
    their names.
    """
    code = code_of(text)
    bodies = r"\b(?:struct|union)\b\s*\w*\s*\{[^{}]*\}"
    declared = " ".join(re.findall(bodies, code))
    members = {n for n in names if re.search(MEMBER + rf"{n}\b", code) or re.search(rf"\b{n}\s*[;,:)\[]", declared)}
    macros = sorted(names - members)
    if members:
        spans = [m.span() for m in re.finditer(bodies, text)]
        pattern = re.compile(TOKENS.pattern + rf"|({MEMBER})?\b(" + "|".join(map(re.escape, sorted(members))) +
                             r")\b(?=\s*([;,:)\[])?)", re.S)

        def one(m):
            declares = m[3] and any(a < m.start() < b for a, b in spans)
            return m[0] if not m[2] or m[1] or declares else f"{prefix}_{m[2]}"

        text = pattern.sub(one, text)
    return ("".join(f"#define {n} {prefix}_{n}\n" for n in macros) + text + "".join(f"#undef {n}\n" for n in macros))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    build, target = sys.argv[1:]
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as f:
        commands = [c for c in json.load(f)
                    if re.search(r"CMakeFiles/el2trap_(decoder|model|policy|recording)\.dir/", c["command"])]
    if not commands:
        sys.exit(f"amalgamate: {build} has built no core")
    includes = dict.fromkeys(w[2:] for c in commands for w in shlex.split(c["command"]) if w.startswith("-I"))
    directories = [ROOT, *includes]
    version = re.search(r'EL2TRAP_VERSION=\\*"*([\d.]+)', " ".join(c["command"] for c in commands))[1]

    header = Writer(directories, [])
    parts = []
    for name in PUBLIC:
        path = os.path.join(ROOT, name)
        if path not in header.headers:
            header.headers.add(path)
            parts.append(header.text(path))
    note = f"/* SPDX-License-Identifier: MIT */\n/* libel2trap-core {version}, in one file: made by contrib/packages/amalgamate.py. */\n"
    os.makedirs(target, exist_ok=True)
    with open(os.path.join(target, "el2trap.h"), "w", encoding="utf-8") as f:
        f.write(note + "#ifndef EL2TRAP_ONE_H\n#define EL2TRAP_ONE_H\n" + "\n".join(header.system) + "\n\n")
        f.write("\n".join(parts) + "\n#endif\n")

    # which names are in more than one file
    files = [(c["file"], open(c["file"], encoding="utf-8").read()) for c in commands]
    count = collections.Counter(name for _, own in files for name in own_names(own))

    source = Writer(directories, header.headers)
    sections = []
    for path, own in files:
        name = os.path.relpath(path, ROOT)
        name = name if not name.startswith("build") and not name.startswith("..") else os.path.basename(path)
        shared = {n for n in own_names(own) if count[n] > 1}
        prefix = re.sub(r"\W", "_", os.path.splitext(name)[0])
        headers, text = source.parts(path)
        sections.append(f"\n/* ==== {name} ==== */\n{headers}{apart(text, shared, prefix)}" +
                        "".join(f"#undef {macro}\n" for macro in dict.fromkeys(DEFINE.findall(own))))
    with open(os.path.join(target, "el2trap.c"), "w", encoding="utf-8") as f:
        f.write(note + "#ifndef _POSIX_C_SOURCE\n#define _POSIX_C_SOURCE 200809L\n#endif\n" +
                f'#define EL2TRAP_VERSION "{version}"\n' + "\n".join(source.system) + '\n#include "el2trap.h"\n')
        f.writelines(sections)


main()
