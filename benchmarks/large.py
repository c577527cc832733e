"""Derive a large study: scores, doses, DORIS, first sustained remission; prints seconds a step.

python benchmarks/large.py FOLDER
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from cartaid.analysis.pipeline import derive
from cartaid.engine import Session
from cartaid.sources.read import load_study

ASKED = ("sledai-2k", "csledai", "pga", "doris-2021")


def main(folder: Path) -> None:
    started = time.perf_counter()
    session = Session(threads=2)
    study = load_study(session, folder)
    print(f"read     {time.perf_counter() - started:6.2f} s")
    derive(session, study, only=ASKED)
    print(f"derived  {time.perf_counter() - started:6.2f} s")
    rows = session.rows("SELECT PARAMCD, count(*), sum(1 - CNSR) FROM adtte GROUP BY 1 ORDER BY 1")
    scored = session.rows("SELECT count(*) FROM placed WHERE PARAMCD = 'DORIS21'")[0][0]
    print(f"counted  {time.perf_counter() - started:6.2f} s: {scored} assessments; {rows}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
