"""Results known only as a bound (`<5`) in a study: they decide where they can, and leave open where they cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_derived_evidence import analysed, answer, found, result

from cartaid.explanation import explain

EUSTAR = [
    answer(code, value, 90, "EUSTAR")
    for code, value in (("DSKIN", 1), ("DIGULC", 0), ("TFR", 0), ("MRSS", 19))
]


@pytest.mark.parametrize(
    ("crp", "low", "high"),
    # 1.5 for the skin and 1.5 for mRSS above 18; CRP above 10 mg/L gives 2.25; no DLCO: 0 to 1.
    [("<5", 3.0, 4.0), ("<20", 3.0, 6.25), (">10", 5.25, 6.25), (">8", 3.0, 6.25), ("8", 3.0, 4.0)],
)
def test_a_bound_decides_only_on_its_side_of_a_cut_off(
    tmp_path: Path, crp: str, low: float, high: float
) -> None:
    analysis = analysed(tmp_path, DM=[{"ARM": "SSc"}], QS=EUSTAR, LB=[result("CRP", crp, 90, "mg/L")])
    row = found(analysis, "EUSTAR", 90)
    assert (row["ALOW"], row["AHIGH"]) == (pytest.approx(low), pytest.approx(high))
    said = [] if crp == "8" else [f"known only as a bound: crp {crp}"]
    assert row["REASON"] == "; ".join([*said, "missing: dlco_pct"])


def test_a_bound_at_baseline_leaves_the_response_open_and_is_explained(tmp_path: Path) -> None:
    # Enzymes: the fall from the baseline counts; of a baseline below 200 U/L only the upper end is known.
    core = [
        answer(code, value, day, "IMACS", unit)
        for day, values in ((-10, (6, 5, 60, 1.5, 3)), (90, (2, 2, 75, 0.5, 1)))
        for (code, unit), value in zip(
            (("PHGA", "cm"), ("PTGA", "cm"), ("MMT8", "/80"), ("HAQDI", ""), ("EXM", "cm")),
            values,
            strict=True,
        )
    ]
    bounds = [result("CK", "<2000", -10, "U/L", "30", "200"), result("CK", "150", 90, "U/L", "30", "200")]
    analysis = analysed(tmp_path, DM=[{"ARM": "IIM"}], QS=core, LB=bounds)
    row = found(analysis, "TIS", 90)
    assert row["STATUS"] == "UNDETERMINED"
    assert row["ALOW"] < row["AHIGH"]
    assert "known only as a bound" in row["REASON"]
    folder = analysis.write(tmp_path / "results")
    (told,) = explain(folder, "01", "TIS", "90")
    assert {r.value for r in told.records if r.domain == "LB"} >= {"<2000", "150"}
    assert "open" not in {p.outcome for p in told.parts if not p.items}
