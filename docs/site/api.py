#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The reference of the library: a page of Markdown for each public header, made of the comments in it.

    api.py INCLUDE OUT          a page for each of INCLUDE/*/*.h, in OUT
    api.py --check INCLUDE      each function has a comment: its own, or that of the paragraph it stands in

Our headers are written to be read from top to bottom: a comment at the head, sections ("/* ---- 1. errors ---- */"),
and comments above what they are about. The page keeps that order.
"""
import pathlib
import re
import sys

SECTION = re.compile(r'/\* -+ (.*?) -+ \*/$')


def plain(comment):
    """The text of a C comment, without its stars."""
    text = re.sub(r'^/\*+|\*/$', '', comment.strip())
    lines = [re.sub(r'^\s*\* ?', '', line).rstrip() for line in text.split('\n')]
    return '\n'.join(line if n else line.strip() for n, line in enumerate(lines)).strip('\n')


def prose(text):
    """Markdown of it: what is indented is code, names of ours too."""
    out = []
    for part in re.split(r'\n\s*\n', text):
        if all(line.startswith('  ') for line in part.split('\n')):
            out.append('```c\n' + re.sub(r'^ {1,5}', '', part, flags=re.M) + '\n```')
            continue
        words = re.sub(r'([<>\\*_\[\]])', r'\\\1', part)
        words = re.sub(r'(?<![\w`])((?:el2|EL2)\\_[\w\\]+(?:\(\))?)', lambda m: '`' + m[1].replace('\\', '') + '`', words)
        head, *rest = words.split('\n')
        shown = [head]
        for line in rest:  # lines of a list stay lines
            shown.append(('\n' if line.startswith(' ') else '') + line.strip())
        out.append('\n'.join(shown))
    return '\n\n'.join(out)


def blocks(text):
    """Comments and code at the outer level, in their order: ('section' | 'comment' | 'code', text)."""
    depth = 0
    code = []
    lines = iter(text.split('\n'))
    for line in lines:
        if depth == 0 and line.startswith('/*'):
            while not line.rstrip().endswith('*/') and '*/' not in line:
                line += '\n' + next(lines)
            if '\n'.join(code).strip():
                yield 'code', '\n'.join(code).strip('\n')
            code = []
            found = SECTION.match(line)
            yield ('section', found[1]) if found else ('comment', plain(line))
            continue
        if depth == 0 and not line.strip() and '\n'.join(code).strip():
            yield 'code', '\n'.join(code).strip('\n')
            code = []
            continue
        depth += line.count('{') - line.count('}')
        code.append(line)


def body(text):
    """What stands between the guards of a header."""
    text = re.sub(r'/\* SPDX.*\n', '', text)
    text = re.sub(r'#ifdef __cplusplus\n(extern "C" {|}|#define[^#]*#else[^#]*)\n#endif\n', '', text)
    text = re.sub(r'\n#endif[^\n]*\n*$', '\n', text)
    return re.sub(r'#ifndef EL2TRAP_\w+\n#define EL2TRAP_\w+\n', '', text, count=1)


def page(path, name):
    out = [f'# `<el2trap/{name}>`', '']
    anchors = set()
    for kind, text in blocks(body(path.read_text())):
        if kind == 'section':
            out += [f'## {text}', '']
        elif kind == 'comment':
            out += [prose(text), '']
        elif re.fullmatch(r'(#include .*\n?)+', text):
            continue
        else:
            for function in re.findall(r'\b(el2_\w+)\(', text) if text.startswith(('EL2_API', 'static')) else []:
                if function not in anchors:
                    anchors.add(function)
                    out.append(f'<a id="{function}"></a>')
            out += ['', '```c', re.sub(r'^EL2_API ', '', text, flags=re.M).expandtabs(8), '```', '']
    return '\n'.join(out) + '\n'


def undocumented(path):
    found = []
    comment = False
    for kind, text in blocks(body(path.read_text())):
        if kind == 'code' and text.startswith('EL2_API') and not comment:
            found += re.findall(r'\b(el2_\w+)\(', text)[:1]
        comment = kind == 'comment'
    return found


def main():
    check = sys.argv[1] == '--check'
    include = pathlib.Path(sys.argv[2 if check else 1])
    headers = sorted(include.glob('*/*.h'))
    if check:
        bad = [f'{header.relative_to(include)}: {name}() has no comment' for header in headers for name in undocumented(header)]
        print('\n'.join(bad) or f'{len(headers)} headers')
        sys.exit(bool(bad) or not headers)
    out = pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    for header in headers:
        name = str(header.relative_to(include))
        (out / (name.replace('/', '-')[:-2] + '.md')).write_text(page(header, name))


main()
