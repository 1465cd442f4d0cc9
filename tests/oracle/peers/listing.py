# SPDX-License-Identifier: MIT
"""What the test suites of other assemblers say about words: (word, pattern, file, line).

The pattern is a regular expression over our text with single blanks, numbers in decimal.
"""
import glob
import os
import re

# ---- binutils: gas/testsuite/gas/aarch64/**/*.d, the listings that objdump must give -----------------------------------

GAS_LINE = re.compile(r"^[^\t]*:[\t ]*(?:\\s\+|\\t)?([0-9a-f]{8})(?:[ \t]|\\s\+|\\t)+(\S.*)$")


def gas(root):
    """Left out: listings that ask for other spellings (no-aliases), those of other byte orders, and data."""
    for path in sorted(glob.glob(os.path.join(root, "**", "*.d"), recursive=True)):
        with open(path, encoding="utf-8", errors="replace") as f:
            lines = f.read().split("\n")
        options = " ".join(line for line in lines if line.startswith("#"))
        if "no-aliases" in options or "-EB" in options or "-mbig-endian" in options:
            continue
        for number, line in enumerate(lines, 1):
            match = None if line.startswith("#") else GAS_LINE.match(line)
            if match and not re.match(r"\\?\.word", match[2]):
                text = re.split(r"(?:\s|\\t|\\s[*+])*//", match[2])[0]
                yield int(match[1], 16), text, os.path.relpath(path, root), number


# ---- LLVM: test/MC/AArch64 and test/MC/Disassembler/AArch64 ------------------------------------------------------------

CHECK = re.compile(r"(?://|#|;)\s*([A-Z][A-Z0-9_-]*):\s*(.*)$")
ENCODING = re.compile(r"(?:encoding:\s*)?\[((?:0x[0-9a-fA-F]{1,2},?\s*){4})\]")
BYTES = re.compile(r"^\s*\[?((?:0x[0-9a-fA-F]{1,2}[,\s]*){4})\]?\s*(?:[#/].*)?$")


def word_of(text):
    b = [int(n, 16) for n in re.findall(r"0x[0-9a-fA-F]{1,2}", text)]
    return b[0] | b[1] << 8 | b[2] << 16 | b[3] << 24


def llvm_assembly(lines):
    """CHECK: text // encoding: [bytes], or CHECK-INST: text followed by CHECK-ENCODING: [bytes]."""
    text, at = None, 0
    for number, line in enumerate(lines, 1):
        check = CHECK.search(line)
        if not check or "{{" in line or "[[" in line:
            continue
        kind, rest = check[1], check[2]
        if re.search(r"ERROR|UNKNOWN|NOT|OBJ|DIAG|NO-", kind):
            continue
        encoding = ENCODING.search(rest)
        if encoding:
            before = re.split(r"\s*(?://|;|#\s*encoding)\s*", rest[:encoding.start()])[0].strip()
            if before and not before.startswith("encoding"):
                yield word_of(encoding[1]), before, number
            elif text is not None and number - at <= 3:
                yield word_of(encoding[1]), text, at
            text = None
        else:
            text, at = rest.strip(), number


def llvm_words(lines):
    """Lines of bytes and as many CHECK lines, in the same order."""
    words, texts = [], {}
    for number, line in enumerate(lines, 1):
        given = BYTES.match(line)
        check = CHECK.match(line.lstrip())
        if given:
            words.append((word_of(given[1]), number))
        elif check and not re.search(r"ERROR|NEXT|LABEL|NOT$|EMPTY", check[1]):
            texts.setdefault(check[1], []).append(re.split(r"\s*(?://|//\s*encoding).*", check[2])[0].strip())
    if texts.get("CHECK") and len(texts["CHECK"]) == len(words):
        for (word, number), text in zip(words, texts["CHECK"]):
            if "{{" not in text and "[[" not in text:
                yield word, text, number


def llvm(root):
    """Patterns of FileCheck with variables are left out, and files whose words and lines do not pair."""
    for folder, ending, read in (("MC/AArch64", "*.s", llvm_assembly), ("MC/Disassembler/AArch64", "*.txt", llvm_words)):
        for path in sorted(glob.glob(os.path.join(root, folder, "**", ending), recursive=True)):
            with open(path, encoding="utf-8", errors="replace") as f:
                lines = f.read().split("\n")
            if any("_be" in line or "aarch64_be" in line or "arm64_be" in line for line in lines if "RUN:" in line):
                continue
            for word, text, number in read(lines):
                yield word, re.escape(re.sub(r"\s+", " ", text)).replace(r"\ ", " "), os.path.relpath(path, root), number
