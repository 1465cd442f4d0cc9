# SPDX-License-Identifier: MIT
"""Checks from Python: bench_python.py C. Words come from standard input; C is what C does with them, in millions a second."""

import sys
import time
from array import array

import el2trap

WORDS = array("I", sys.stdin.buffer.read())
C = float(sys.argv[1])
ROUNDS = 5


def rate(work, count):
    """Millions a second, the best of several rounds."""
    least = 1e9
    for _ in range(ROUNDS):
        start = time.thread_time()
        work()
        least = min(least, time.thread_time() - start)
    return count / least / 1e6


def report(what, ours, aim=None):
    """A line."""
    judged = "" if aim is None else f"  aim {aim:6.1f}  {'ok' if ours >= aim else 'BELOW'}"
    print(f"{what:<44} {ours:9.2f} M/s  {ours / C:7.4f} of C's {C:.1f}{judged}", flush=True)


boot = el2trap.Boot(cmdline="kvm-arm.mode=protected arm64.nomte")
view = boot.view()
out = el2trap.Answers(len(WORDS))
data = WORDS.tobytes()
report("a buffer of words into answers, one call", rate(lambda: view.answers(WORDS, out), len(WORDS)), 1)
report("  with new answers each time", rate(lambda: view.answers(data), len(WORDS)), 1)
report("  and counted by verdict", rate(lambda: view.answers(WORDS, out).count(), len(WORDS)), 1)
part = view.answers(WORDS[:20000])
report("an Answer object each", rate(lambda: list(part), len(part)))
state = boot.state()
few = WORDS[:2000]
report("decide(), a Verdict object each", rate(lambda: [el2trap.decide(state, w, boot.hypervisor) for w in few], len(few)))
