# SPDX-License-Identifier: MIT
"""What el2trap writes for Perfetto, held against Perfetto's own definition of its format.

definition.py EL2TRAP CORPORA TREE: the fields that tests/cli/perfetto.py knows must be those of the definition in TREE, by
number, name and type, and none of them deprecated; then protoc decodes by that definition what replay and run write of the
samples, in which it may find no field that it does not know. Exit 1: not so; 4: no protoc.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parents[1] / "cli"))
import perfetto  # noqa: E402

DEFINITION = "protos/perfetto/trace/perfetto_trace.proto"
NUMBERS = {"int32", "int64", "uint32", "uint64", "bool"}
failures = []


def fields_of(text, message):
    """{number: (type, name, options)} of a message, those of messages in it left out."""
    begin = re.search(rf"^message {message} {{$", text, re.M)
    found, within = {}, []
    for line in text[begin.end() :].splitlines() if begin else ():
        code = line.split("//")[0]
        field = re.match(r"\s*(?:optional |repeated |required )?(\w+(?:\.\w+)*) (\w+) = (\d+)(.*);", code)
        if field and set(within) <= {"oneof"}:
            found[int(field[3])] = field[1], field[2], field[4]
        if code.endswith("{"):
            within.append(code.split()[0])
        elif code.strip() in ("}", "};"):
            if not within:
                break
            within.pop()
    return found


def is_type(wanted, given, enums):
    if wanted == perfetto.INT:
        return given in NUMBERS or given.rsplit(".")[-1] in enums
    return given == {"text": "string", "bytes": "bytes"}.get(wanted, wanted)


def check_table(text):
    enums = set(re.findall(r"^\s*enum (\w+) {", text, re.M))
    count = 0
    for message, fields in perfetto.MESSAGES.items():
        defined = fields_of(text, message)
        for number, (name, kind) in fields.items():
            given = defined.get(number)
            count += 1
            if not given or given[1] != name or not is_type(kind, given[0], enums):
                failures.append(f"{message}: field {number} is {given and given[:2]} there, not {name}, a {kind}")
            elif "deprecated" in given[2]:
                failures.append(f"{message}.{name} is deprecated")
    return count


def decode(tree, trace):
    done = subprocess.run(
        ["protoc", f"--proto_path={tree}", "--decode=perfetto.protos.Trace", DEFINITION],
        stdin=trace.open("rb"), capture_output=True, text=True, check=False)  # fmt: skip
    if done.returncode:
        failures.append(f"{trace.name}: {done.stderr.strip()}")
    unknown = re.findall(r"^\s*(\d+)(?::| {)", done.stdout, re.M)
    if unknown:
        failures.append(f"{trace.name}: {len(unknown)} fields that are not defined: {', '.join(sorted(set(unknown))[:8])}")
    return len(re.findall(r"^packet {", done.stdout, re.M))


def main(el2trap, corpora, tree):
    if not shutil.which("protoc"):
        print("perfetto: no protoc (protobuf-compiler)", file=sys.stderr)
        return 4
    text = (pathlib.Path(tree) / DEFINITION).read_text(encoding="utf-8")
    fields = check_table(text)
    samples = pathlib.Path(corpora) / "traces" / "samples"
    boot = ["--kernel", "7.2", "--cmdline", "kvm-arm.mode=protected arm64.nomte"]
    questions = [
        ["replay", *boot, samples / "hyp-7.2-protected-nomte.trace_pipe", "--what-if", "--kernel", "6.12"],
        ["replay", *boot, samples / "kvm-host.trace"],
        ["replay", "--bare-metal", "--cpu", "qemu72-max", samples / "qemu-7.2-int-in_asm-exec.log"],
        ["replay", "--bare-metal", samples / "fastmodels.tarmac"],
    ]
    if shutil.which("aarch64-linux-gnu-as"):
        questions.append(["run", *sorted((pathlib.Path(corpora) / "snippets").glob("nomte*.s"))])
    packets = 0
    with tempfile.TemporaryDirectory() as work:
        for n, question in enumerate(questions):
            trace = pathlib.Path(work) / f"{question[0]}-{n}"
            done = subprocess.run([el2trap, *question, "-q", "--perfetto", trace], capture_output=True, text=True, check=False)
            if done.returncode not in (0, 1):
                failures.append(f"{question}: exit code {done.returncode}: {done.stderr}")
            else:
                packets += decode(tree, trace)
    if not packets:
        failures.append("no packet in any trace")
    print(f"perfetto: {fields} fields as defined, {packets} packets of {len(questions)} traces decoded, {len(failures)} not so")
    for failure in failures:
        print(f"  {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
