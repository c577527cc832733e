"""Measure what the project promises: seconds and memory of whole processes, beside a floor.

    python benchmarks/run.py [LARGE_STUDY_FOLDER]

Prints a table. The example study is analysed from a cold start, 100 000 kinetic profiles and (with cartaid[kinetics]) the kinetic
model are computed; with a folder made by `make_large_study.py`, a million
patient-visits are derived and compared with the floor: the same Parquet scanned and grouped once by plain DuckDB.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
RUNS = 5
FLOOR = (
    "import duckdb, sys; c = duckdb.connect(); c.execute('SET threads = 2'); "
    "c.execute(f\"SELECT USUBJID, QSDTC, sum(QSSTRESN), count(*) FROM read_parquet('{sys.argv[1]}/qs.parquet') "
    'GROUP BY 1, 2").fetchall()'
)


# Modules are compiled once, as after any installation: `measured` runs each command once before it counts.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds_until(file: Path, command: list[str], runs: int = RUNS) -> float:
    """Give the median wall seconds from the start of a command until it has written a file."""
    walls = []
    for _ in range(runs):
        file.unlink(missing_ok=True)
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT
        )
        while not file.exists() and process.poll() is None:
            time.sleep(0.005)
        walls.append(time.perf_counter() - started)
        if process.wait() or not file.exists():
            sys.exit(
                f"{' '.join(command)} ended with status {process.returncode}, {file.name} was not written"
            )
    return statistics.median(walls)


def measured(command: list[str], runs: int = RUNS) -> tuple[float, float, float]:
    """Give the median wall and CPU seconds and the peak MiB of a command run as a whole process."""
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT, check=True)
    walls, cpus, peaks = [], [], []
    for _ in range(runs):
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT
        )
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"{' '.join(command)} ended with status {status}")
        walls.append(time.perf_counter() - started)
        cpus.append(usage.ru_utime + usage.ru_stime)
        peaks.append(usage.ru_maxrss / 1024)
    return statistics.median(walls), statistics.median(cpus), max(peaks)


def main() -> None:
    cartaid = [sys.executable, "-c", "from cartaid.cli import main; main()"]
    with tempfile.TemporaryDirectory() as scratch:
        example = str(Path(scratch) / "example")
        subprocess.run([*cartaid, "demo", example], check=True, stderr=subprocess.DEVNULL)
        analyse = [*cartaid, "analyse", example, "--out", f"{scratch}/out", "--quiet"]
        rows = [
            ("import cartaid", measured([sys.executable, "-c", "import cartaid"])),
            ("cartaid --help", measured([*cartaid, "--help"])),
            ("analyse the example", measured(analyse)),
        ]
        report = seconds_until(Path(scratch, "out", "report.html"), analyse)
        safety = [sys.executable, str(HERE / "safety.py")]
        subprocess.run([*safety, "make", scratch], check=True, stdout=subprocess.DEVNULL)
        rows.append(("a million laboratory rows", measured([*safety, "laboratory", scratch], 3)))
        rows.append(("ICAHT of 100 000 patients", measured([*safety, "icaht", scratch], 3)))
    kinetics = [sys.executable, str(HERE / "kinetics.py")]
    rows.append(("kinetics of 100 000 profiles", measured([*kinetics, "profiles"], 3)))
    if find_spec("numpyro"):
        rows.append(("kinetic model, 15 patients", measured([*kinetics, "model"], 1)))
    if len(sys.argv) > 1:
        folder = sys.argv[1]
        rows.append(("floor: scan and group once", measured([sys.executable, "-c", FLOOR, folder], 3)))
        rows.append(
            ("a million patient-visits", measured([sys.executable, str(HERE / "large.py"), folder], 3))
        )
    print(f"{'':28}{'wall s':>8}{'CPU s':>8}{'MiB':>7}")
    for name, (wall, cpu, peak) in rows:
        print(f"{name:28}{wall:8.2f}{cpu:8.2f}{peak:7.0f}")
    print(f"report.html of the example stands after {report:.2f} s")
    if len(sys.argv) > 1:
        floor, ours = rows[-2][1], rows[-1][1]
        print(f"ratio to the floor: wall {ours[0] / floor[0]:.1f}, CPU {ours[1] / floor[1]:.1f}")


if __name__ == "__main__":
    main()
