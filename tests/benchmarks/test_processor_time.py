"""What a process and those it started have spent is theirs, also once they have ended."""

import subprocess
import sys

import psutil

from tests.benchmarks.processor_time import Meter, family_spent_s

# It works for a while, starts one that does, says so, and lives on until its input ends.
WORKS = "import time; began = time.process_time()\nwhile time.process_time() < began + .2: pass"
STARTS = f"""import subprocess, sys
{WORKS}
subprocess.run([sys.executable, "-c", {WORKS!r}], check=True)
print("done", flush=True)
sys.stdin.read()"""


def test_the_time_of_ended_child_processes_is_counted(db):
    command = [sys.executable, "-c", STARTS]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        meter = Meter({"idle since": process.pid})
        process.stdout.readline()
        spent_s = family_spent_s(psutil.Process(process.pid))
        figure = meter.figure("one", 1)
        process.stdin.close()
    assert spent_s >= 0.4
    own, *others = [int(ms) for ms in figure.value.removesuffix(" ms").split(" + ")]
    assert own >= 300
    assert all(ms < own for ms in others)
    assert figure.what.startswith("Processor time of one: idle since + ")
