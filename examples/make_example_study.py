"""Write the bundled SYNTHETIC example study: fifteen invented patients, one CSV a domain, study.toml, README.

Nobody in these records exists. They are shaped so that their analysis lands on the figures published by
Müller F et al., N Engl J Med 2024;390:687-700 (doi 10.1056/NEJMoa2308917), and made as untidy as real
records. Every value follows from the tables of `example_study` and from `random.Random` with a fixed seed:
the same bytes every time.

    python examples/make_example_study.py              # into src/cartaid/example
    python examples/make_example_study.py FOLDER       # elsewhere

Published figure                                    made by (module of example_study)
--------------------------------------------------  ---------------------------------------------------------
15 infused: 8 SLE, 3 IIM, 4 SSc                     people: PATIENTS
follow-up median 15 months, range 4-29              people: follow_up 122 ... 457 (8th of 15) ... 883 days
DORIS, LLDAS, SLEDAI-2K 0: 8/8 at month 6           activity: SLE, every item ends before month 6, PGA is at
                                                    most 0.3 then; laboratory: serology and urine normal;
                                                    treatment: nothing left (next but one line)
ACR/EULAR response major: 3/3                       activity: MYOSITIS, high at entry in all six measures
EUSTAR activity lower: 4/4                          activity: SCLEROSIS
off all immunosuppressive drugs, last visit: 15/15  treatment: GLUCOCORTICOIDS, TREATMENTS end by day -6; what
                                                    starts later (SUPPORTIVE) is rescue, replacement or local
relapse: 0                                          activity: after the infusion every measure only improves
CRS grade 1 in 10, grade 2 in 1, none in 4          toxicity: FEVER (days with 38.0 degC or more); patient 05:
                                                    oxygen in course, fluid in treatment
ICANS grade 1 in 1                                  toxicity: ICE_BELOW_10 (patient 10)
pneumonia in hospital: 1                            events: EVENTS (patient 08)
B-cell aplasia 112 +/- 47 days (mean, SD)           people: b_cells_back, sum 1680, squared deviations 30894
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
