"""Rating scales of a form, recorded with and without their unit, through a whole small study."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_derived_evidence import analysed, answer, found


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (5.5, "", 5.5),
        (5.5, "cm", 5.5),
        (55, "mm", 5.5),
        (55, "/100", 5.5),
        (55, "", None),
        (5.5, "inch", None),
    ],
)
def test_a_global_of_0_to_10_reads_its_unit(
    tmp_path: Path, value: float, unit: str, expected: float | None
) -> None:
    forms = [answer("PHGA", value, 30, "IMACS", unit), answer("PHGA", 2, 60, "IMACS")]
    analysis = analysed(tmp_path, "phga", DM=[{"ARM": "IIM", "AGE": 40}], QS=forms)
    assert found(analysis, "PHGA", 60)["AVAL"] == 2
    rows = analysis.study.session.rows("SELECT AVAL FROM scored_row WHERE PARAMCD = 'PHGA' AND RDY = 30")
    assert [row[0] for row in rows if row[0] is not None] == ([] if expected is None else [expected])
    listed = [f["message"] for f in analysis.study.findings() if f["rule"] == "item-out-of-range"]
    assert len(listed) == (1 if expected is None else 0)


@pytest.mark.parametrize(("points", "expected"), [(20, 20), (20.5, None)])
def test_half_a_point_of_skin_is_no_score(tmp_path: Path, points: float, expected: float | None) -> None:
    forms = [answer("MRSS", points, 30, "EUSTAR"), answer("MRSS", 10, 60, "EUSTAR")]
    analysis = analysed(tmp_path, "mrss", DM=[{"ARM": "SSc", "AGE": 40}], QS=forms)
    rows = analysis.study.session.rows("SELECT AVAL FROM scored_row WHERE PARAMCD = 'MRSS' AND RDY = 30")
    assert [row[0] for row in rows if row[0] is not None] == ([] if expected is None else [expected])
    listed = [f["message"] for f in analysis.study.findings() if f["rule"] == "item-out-of-range"]
    assert len(listed) == (1 if expected is None else 0)
