"""Score a million synthetic rows with each definition, as `cartaid score` does; prints the seconds of each.

    python benchmarks/score.py [DEFINITION ...]      # all of them without a name

The rows are drawn at random within what each item permits, the same ones in every run, and are complete. Each
definition runs as a process of its own, from Parquet to Parquet; a definition without a flat table is left out.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

import duckdb

from cartaid.engine.session import quoted
from cartaid.instruments.catalogue import definition, definitions
from cartaid.instruments.definition import Definition, LaboratoryTable
from cartaid.instruments.item import Item

ROWS, DRAWN = 1_000_000, 1000


def value(item: Item, chance: random.Random) -> str:
    """Draw a permitted value of an item."""
    if item.values:
        return chance.choice(item.values)
    if item.type == "flag":
        return chance.choice("01")
    low = Decimal(item.low or 0)
    high = Decimal(item.high) if item.high is not None else low + 100
    drawn = low + (high - low) * chance.randrange(101) / 100
    step = Decimal(item.step or "0.1")
    return str((drawn // step * step).quantize(Decimal("0.1")) if item.step is None else drawn // step * step)


def make(scored: Definition, path: Path) -> None:
    """Write the flat table of a definition."""
    chance = random.Random(1)
    rows = []
    for _ in range(DRAWN):
        row = {item.id: value(item, chance) for item in scored.items}
        row |= {item.unit_column: item.unit for item in scored.items if item.unit_item}
        rows.append(row)
    names = list(rows[0])
    connection = duckdb.connect()
    columns = ", ".join(f'"{name}" VARCHAR' for name in names)
    connection.execute(f"CREATE TABLE drawn ({columns})")
    places = ", ".join("?" * len(names))
    connection.executemany(
        f"INSERT INTO drawn VALUES ({places})", [[row[name] for name in names] for row in rows]
    )
    connection.execute(
        f"COPY (SELECT drawn.* FROM drawn CROSS JOIN range({ROWS // DRAWN})) TO {quoted(str(path))} (FORMAT parquet)"
    )


def main() -> None:
    """Time the named definitions, or all."""
    named = [definition(id) for id in sys.argv[1:]] or list(definitions())
    print(f"{'definition':40}{'wall s':>8}{'CPU s':>8}")
    with tempfile.TemporaryDirectory() as folder:
        table, out = Path(folder) / "rows.parquet", Path(folder) / "scored.parquet"
        for scored in named:
            if isinstance(scored.method, LaboratoryTable):
                continue
            make(scored, table)
            command = [sys.executable, "-m", "cartaid", "score", scored.id, str(table), "-o", str(out)]
            started = time.perf_counter()
            process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
            # Rows drawn at random may contradict themselves: status 1 says that values were refused.
            _, status, usage = os.wait4(process.pid, 0)
            if os.waitstatus_to_exitcode(status) not in (0, 1):
                sys.exit(f"{' '.join(command)} ended with status {status}")
            wall, cpu = time.perf_counter() - started, usage.ru_utime + usage.ru_stime
            print(f"{scored.id:40}{wall:8.2f}{cpu:8.2f}", flush=True)


if __name__ == "__main__":
    main()
