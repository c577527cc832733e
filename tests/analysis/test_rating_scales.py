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
    forms = [answer("PHGA", value, 30, "IMACS", unit), answer("PHGA", 2, 60, "IMACS", "cm")]
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


@pytest.mark.parametrize(("limit", "points"), [("rodnan_14", 0), ("kahaleh_20", 1)])
def test_an_option_that_reads_another_record_does_so_in_a_study(
    tmp_path: Path, limit: str, points: int
) -> None:
    """Kahaleh's total of 21 counts one point where it is chosen; the modified Rodnan score of 14 counts none."""
    forms = [answer("MRSS", 14, 30, "EUSTAR"), answer("TTS", 21, 30, "ESCSG")]
    forms += [answer(code, 0, 30, "ESCSG") for code in ("SCLERED", "DIGNEC", "DVASC", "ARTHRIT", "DCARDP")]
    forms.append(answer("DSKIN", 0, 30, "EUSTAR"))
    settings = f'[definitions.escsg-2001-whole]\nskin_limit = "{limit}"\n'
    analysis = analysed(
        tmp_path, "escsg-2001-whole", settings=settings, DM=[{"ARM": "SSc", "AGE": 40}], QS=forms
    )
    # Transfer factor, sedimentation rate and complement are missing: 0.5 + 1.5 + 1 may come on top.
    known = found(analysis, "ESCSGW", 30)
    assert (known["ALOW"], known["AHIGH"]) == (points, points + 3)


@pytest.mark.parametrize(("scale", "outside"), [("vas", 0), ("likert", 1)])
def test_an_option_with_another_range_is_checked_by_it(tmp_path: Path, scale: str, outside: int) -> None:
    """6 is no value of a five-point scale."""
    forms = [answer("PHGA", 6, -10, "IMACS"), answer("PHGA", 2, 30, "IMACS")]
    settings = f'[definitions.tis-2016]\nglobal_range = "{scale}"\n'
    analysis = analysed(tmp_path, settings=settings, DM=[{"ARM": "IIM", "AGE": 40}], QS=forms)
    listed = [f["message"] for f in analysis.study.findings() if f["rule"] == "item-out-of-range"]
    assert len(listed) == outside


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # 8 may be 8 mm or 8 cm beside a baseline of 40 mm.
        ((40, "mm"), (8, ""), None),
        ((8, ""), (40, "mm"), 4.0),
        ((40, "mm"), (8, "mm"), 0.8),
        # Beside its own unit a value without one is in it, as beside none.
        ((4, "cm"), (0.8, ""), 0.8),
        ((4, ""), (0.8, ""), 0.8),
    ],
)
def test_a_scale_that_names_another_unit_once_names_one_always(
    tmp_path: Path, first: tuple[float, str], second: tuple[float, str], expected: float | None
) -> None:
    forms = [
        answer("PHGA", first[0], -10, "IMACS", first[1]),
        answer("PHGA", second[0], 30, "IMACS", second[1]),
    ]
    # Another patient's unit says nothing of this one.
    forms.append(answer("PHGA", 40, -10, "IMACS", "mm") | {"USUBJID": "02"})
    people = [{"ARM": "IIM", "AGE": 40}, {"USUBJID": "02", "ARM": "IIM", "AGE": 40}]
    analysis = analysed(tmp_path, "phga", DM=people, QS=forms)
    rows = analysis.study.session.rows(
        "SELECT AVAL FROM scored_row WHERE PARAMCD = 'PHGA' AND RDY = 30 AND USUBJID = '01' AND AVAL IS NOT NULL"
    )
    assert [row[0] for row in rows] == ([] if expected is None else [expected])
    refused = [f for f in analysis.study.findings() if f["rule"] == "unit-at-one-assessment"]
    assert [f["value"] for f in refused] == (
        ["8"] if "" in (first[1], second[1]) and "mm" in (first[1], second[1]) else []
    )
