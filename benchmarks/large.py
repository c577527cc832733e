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

ASKED = ("sledai-2k", "csledai", "doris-2021")
WANTED = ("scored_first", "prednisone_equivalent", "response_run")


def main(folder: Path) -> None:
    started = time.perf_counter()
    session = Session(threads=2, memory="600MB")
    study = load_study(session, folder)
    print(f"read     {time.perf_counter() - started:6.2f} s")
    derive(session, study, only=ASKED, wanted=WANTED)
    print(f"derived  {time.perf_counter() - started:6.2f} s")
    scored = session.rows("SELECT PARAMCD, count(*), count(AVAL) FROM scored_first GROUP BY 1 ORDER BY 1")
    session.connection.execute("CREATE TABLE dose AS SELECT * FROM prednisone_equivalent")
    doses = session.rows("SELECT count(*), count(PREDEQ) FROM dose")[0]
    sustained = session.rows(
        "SELECT count(DISTINCT USUBJID) FROM response_run WHERE date_diff('day', STARTED, LAST_SEEN) >= 28"
    )[0][0]
    print(
        f"counted  {time.perf_counter() - started:6.2f} s: {scored}; doses {doses}; {sustained} in sustained remission"
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
