"""Write the bundled SYNTHETIC example study: fifteen invented patients, one CSV a domain, study.toml, README.

Nobody in these records exists. They are shaped so that their analysis lands on the figures published by
Müller F et al., N Engl J Med 2024;390:687-700 (doi 10.1056/NEJMoa2308917), and made as untidy as real records.
Every value follows from the tables below and from `random.Random` with a fixed seed: the same bytes every time.

    python examples/make_example_study.py              # into src/cartaid/example
    python examples/make_example_study.py FOLDER       # elsewhere

Published figure                                    made by
--------------------------------------------------  ---------------------------------------------------------
15 infused: 8 SLE, 3 IIM, 4 SSc                     PATIENTS
follow-up median 15 months, range 4-29              PATIENTS.follow_up: 122 ... 457 (8th of 15) ... 883 days
DORIS, LLDAS, SLEDAI-2K 0: 8/8 at month 6           SLE: every item ends before day 175; PGA at most 0.3 then;
                                                    serology and urine from `sle_laboratory`; GLUCOCORTICOIDS
                                                    and TREATMENTS end by day -6
ACR/EULAR response major: 3/3                       MYOSITIS: high entry activity in all six measures
EUSTAR activity lower: 4/4                          SCLEROSIS
off all immunosuppressive drugs, last visit: 15/15  GLUCOCORTICOIDS, TREATMENTS end by day -6; what starts
                                                    later (SUPPORTIVE) is rescue, replacement or not systemic
relapse: 0                                          every activity measure only falls
CRS grade 1 in 10, grade 2 in 1, none in 4          FEVER (days with 38.0 degC or more); oxygen and fluid of
                                                    patient 05 in SUPPORTIVE and PROCEDURES
ICANS grade 1 in 1                                  ICE_BELOW_10 (patient 10)
pneumonia in hospital: 1                            EVENTS (patient 08)
B-cell aplasia 112 +/- 47 days (mean, SD)           PATIENTS.b_cells_back: sum 1680, squared deviations 30894
"""

from __future__ import annotations

import sys
from pathlib import Path

from example_study.adverse import events
from example_study.course import demographics, exposure, medication, vital_signs
from example_study.documents import README, STUDY_TOML
from example_study.forms import forms
from example_study.people import PATIENTS
from example_study.samples import antibodies, cells, laboratory
from example_study.tables import Tables

FOLDER = Path(__file__).resolve().parent.parent / "src" / "cartaid" / "example"
DOMAIN_WRITERS = (
    demographics,
    exposure,
    medication,
    forms,
    laboratory,
    vital_signs,
    cells,
    antibodies,
    events,
)


def build() -> Tables:
    """Make all rows."""
    tables = Tables()
    for p in PATIENTS:
        for make in DOMAIN_WRITERS:
            make(tables, p)
    return tables


def write(folder: Path) -> None:
    """Write the whole study into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    build().write(folder)
    (folder / "study.toml").write_text(STUDY_TOML, encoding="utf-8", newline="\n")
    (folder / "README.md").write_text(README, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
