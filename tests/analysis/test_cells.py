"""B-cell depletion and return, and CAR T kinetics, from samples."""

from __future__ import annotations

from pathlib import Path
from statistics import mean, stdev
from typing import Any

import pytest
from tiny_study import Row, build, infusion, lymphodepletion, on

from cartaid.analysis import cells
from cartaid.engine import Session
from cartaid.engine.portable import refusals

ONE_PER_UL = "[b_cells]\nthreshold = 1\nconfirmations = {}\n"


def cp(test: str, value: float | str, day: int, unit: str = "cells/uL", time: str = "", **more: Any) -> Row:
    number = {"CPSTRESN": value} if isinstance(value, (int, float)) else {}
    return {
        "CPTESTCD": test,
        "CPTEST": test,
        "CPSTRESC": value,
        "CPSTRESU": unit,
        "CPDTC": on(day, time),
        **number,
        **more,
    }


def derived(folder: Path, rows: list[Row], confirmations: int = 2, **more: Any) -> Session:
    session = build(folder, more.pop("toml", ONE_PER_UL.format(confirmations)), CP=rows, **more)
    cells.derive_cells(session)
    return session


def b_cells(*samples: tuple[int, float | str], **more: Any) -> list[Row]:
    return [cp("CD19", value, day, **more) for day, value in samples]


def parameter(session: Session, code: str, columns: str = "AVAL, ALOW, AHIGH, CNSR") -> tuple[Any, ...]:
    (found,) = session.rows(f"SELECT {columns} FROM adpp WHERE PARAMCD = '{code}'")
    return found


B1 = ((0, 45), (7, 2), (14, 0), (90, 0), (120, 0), (134, 6), (148, 12))


def test_b1_return_in_an_interval(tmp_path: Path) -> None:
    session = derived(tmp_path, b_cells(*B1))
    assert parameter(session, "BCELLDUR") == (134, 120, 134, 0)
    assert parameter(session, "BCELLD2", "AVAL, CNSR") == (120, 0)
    dates = parameter(session, "BCELLRET", "AVAL, ADT, ADTLO, ADTHI")
    assert [str(d) for d in dates] == ["134.0", on(134), on(120), on(134)]


def test_b2_without_return_censored_at_the_last_sample_not_the_cut(tmp_path: Path) -> None:
    samples = b_cells((0, 80), (14, 0), (90, 0), (200, 0))
    session = derived(tmp_path, samples, toml=f"[study]\ndata_cut = {on(210)}\n")
    assert parameter(session, "BCELLDUR") == (200, 200, None, 1)
    assert parameter(session, "BCELLRET", "AVAL, STATUS") == (None, "UNDETERMINED")


@pytest.mark.parametrize(("confirmations", "expected"), [(2, (120, 75, 120, 0)), (1, (60, 14, 60, 0))])
def test_b3_a_spike_is_no_return_under_the_two_sample_rule(
    tmp_path: Path, confirmations: int, expected: tuple[int, ...]
) -> None:
    samples = b_cells((-7, 60), (14, 0), (60, 3), (75, 0), (120, 8), (135, 20))
    assert parameter(derived(tmp_path, samples, confirmations), "BCELLDUR") == expected


def test_b4_mean_and_standard_deviation_as_published_series_give_them(tmp_path: Path) -> None:
    returns = {"01": 60, "02": 92, "03": 110, "04": 121, "05": 177}
    rows = [
        {**row, "USUBJID": subject}
        for subject, day in returns.items()
        for row in b_cells((-7, 50), (14, 0), (day - 10, 0), (day, 5), (day + 14, 9))
    ]
    session = derived(
        tmp_path,
        rows,
        DM=[{"USUBJID": subject, "ARM": "SLE", "AGE": 40} for subject in returns],
        EX=[infusion(subject=subject) for subject in returns],
    )
    found = [v for (v,) in session.rows("SELECT AVAL FROM adpp WHERE PARAMCD = 'BCELLDUR' AND CNSR = 0")]
    assert mean(found) == 112
    assert round(stdev(found), 1) == 43.1


def test_never_depleted_is_zero_and_says_so(tmp_path: Path) -> None:
    session = derived(tmp_path, b_cells((-7, 60), (14, 5), (28, 9)))
    value, censored, reason = parameter(session, "BCELLDUR", "AVAL, CNSR, REASON")
    # Duration 0, but neither returned (0) nor awaited (1).
    assert (value, censored) == (0, None)
    assert reason.startswith("never depleted")


@pytest.mark.parametrize(
    ("first", "toml", "status"),
    [
        (42, "", "DETERMINED"),
        # Six months are longer than a whole published aplasia: it may have come and gone unseen.
        (43, "", "UNDETERMINED"),
        (178, "", "UNDETERMINED"),
        (178, "depletion_days = 178\n", "DETERMINED"),
    ],
)
def test_never_depleted_needs_an_early_sample(tmp_path: Path, first: int, toml: str, status: str) -> None:
    samples = b_cells((-7, 60), (first, 50), (first + 14, 70))
    session = derived(tmp_path, samples, toml=ONE_PER_UL.format(2) + toml)
    value, censored, found, reason = parameter(session, "BCELLDUR", "AVAL, CNSR, STATUS, REASON")
    assert (value, censored, found) == (0 if status == "DETERMINED" else None, None, status)
    late = f"depletion not known: the first sample after the infusion is of day {first}"
    assert reason.startswith("never depleted") if status == "DETERMINED" else reason == late


def test_depletion_before_treatment_is_flagged_and_has_no_second_duration(tmp_path: Path) -> None:
    rows = b_cells((-7, 0), (14, 0), (100, 5), (114, 6))
    session = derived(tmp_path, rows, EX=[*lymphodepletion(-5, -4, -3), infusion()])
    assert parameter(session, "BCELLDUR", "AVAL, REASON") == (100, "B cells were absent before treatment")
    assert parameter(session, "BCELLD2", "AVAL, STATUS") == (None, "UNDETERMINED")


def test_lymphodepletion_itself_is_no_depletion_before_treatment(tmp_path: Path) -> None:
    rows = b_cells((-7, 60), (-1, 0), (14, 0), (100, 5), (114, 6))
    session = derived(tmp_path, rows, EX=[*lymphodepletion(-5, -4, -3), infusion()])
    assert parameter(session, "BCELLDUR", "AVAL, REASON") == (100, None)


def test_a_pending_return_is_censored_and_says_so(tmp_path: Path) -> None:
    session = derived(tmp_path, b_cells((-7, 60), (14, 0), (90, 0), (120, 4)))
    value, censored, reason = parameter(session, "BCELLDUR", "AVAL, CNSR, REASON")
    assert (value, censored) == (90, 1)
    assert "too few to confirm" in reason


def test_a_limit_above_the_threshold_tells_nothing(tmp_path: Path) -> None:
    session = derived(tmp_path, b_cells((-7, 60), (14, "<10"), (28, "<1"), (90, "<1"), (120, 4), (134, 5)))
    assert session.rows("SELECT RDY, ABSENT FROM b_cell_sample ORDER BY RDY") == [
        (-7, False),
        (14, None),
        (28, True),
        (90, True),
        (120, False),
        (134, False),
    ]
    value, reason = parameter(session, "BCELLD2", "AVAL, REASON")
    assert (value, reason) == (92, "samples that could not be read against the threshold: 1")


def test_a_result_below_a_number_above_the_threshold_tells_nothing(tmp_path: Path) -> None:
    # <5 may be 4, which is present above a threshold of 3, whatever the limit of quantification is.
    toml = "[b_cells]\nthreshold = 3\n"
    rows = b_cells((-7, 60), (14, "<5"), (28, "<3"), (60, "<0.5"), CPLLOQ=0.5)
    session = derived(tmp_path, rows, toml=toml)
    found = session.rows("SELECT RDY, ABSENT FROM b_cell_sample ORDER BY RDY")
    assert found == [(-7, False), (14, None), (28, True), (60, True)]
    assert parameter(session, "BCELLD2", "REASON")[0].endswith(
        "samples that could not be read against the threshold: 1"
    )


def test_above_the_range_of_the_assay_only_a_bound_is_known(tmp_path: Path) -> None:
    values = ((0, "<0.5"), (7, 20), (9, ">100"), (14, 50), (28, 6))
    rows = [cp("CARTCE", value, day, CPLLOQ=0.5) for day, value in values]
    session = derived(tmp_path, rows)
    why = "1 sample above the range of the assay (>): the value is not known"
    assert parameter(session, "CMAXF", "AVAL, ALOW, AHIGH, STATUS, REASON") == (
        None,
        100,
        None,
        "UNDETERMINED",
        why,
    )
    value, low, status = parameter(session, "AUC28F", "AVAL, ALOW, STATUS")
    # Trapezoids up to the peak: 7 x 20 / 2 + 2 x (20 + 100) / 2 = 190; then (C1 - C2) x days / ln(C1 / C2):
    # 50 x 5 / ln 2 + 44 x 14 / ln(50 / 6) = 360.674 + 290.527.
    assert (value, status) == (None, "UNDETERMINED")
    assert low == pytest.approx(190 + 360.674 + 290.527, abs=0.01)
    # The sample at its bound is already the highest one, so that its day is known; what was last seen is, too.
    assert parameter(session, "TMAXF", "AVAL, STATUS") == (9, "DETERMINED")
    assert parameter(session, "CLASTF", "AVAL, STATUS") == (6, "DETERMINED")
    assert parameter(session, "THALFF", "AVAL, ALOW, STATUS")[:2] == (None, None)


def test_units_are_converted_and_a_missing_one_is_refused(tmp_path: Path) -> None:
    rows = [
        cp("CD19", 60, -7),
        cp("CD19", 0.0005, 14, unit="10^9/L"),  # 0.5 cells/uL
        cp("CD19", 3, 60, unit=""),
        cp("CD19", 0.002, 100, unit="10^9/L"),
        cp("CD19", 4, 114),
    ]
    session = derived(tmp_path, rows)
    assert parameter(session, "BCELLDUR", "AVAL, ADTLO::VARCHAR") == (100, on(14))
    assert session.rows("SELECT REFUSED FROM adpc WHERE RDY = 60") == [("unit missing",)]


def test_two_samples_of_a_day_that_disagree_tell_nothing(tmp_path: Path) -> None:
    session = derived(tmp_path, b_cells((14, 0), (60, 0), (60, 5), (90, 4), (100, 5)))
    assert parameter(session, "BCELLDUR", "AVAL, ADTLO::VARCHAR") == (90, on(14))


def test_no_sample_after_the_infusion_gives_no_row(tmp_path: Path) -> None:
    assert derived(tmp_path, b_cells((-7, 60), (0, 0))).rows("SELECT * FROM adpp") == []


def test_a_second_infusion_ends_the_first_course(tmp_path: Path) -> None:
    rows = b_cells((14, 0), (100, 0), (134, 0), (150, 0), (220, 5), (234, 6))
    session = derived(tmp_path, rows, EX=[infusion(), infusion(120)])
    found = session.rows("SELECT APERIOD, AVAL, CNSR FROM adpp WHERE PARAMCD = 'BCELLDUR' ORDER BY 1")
    assert found == [(1, 100, 1), (2, 100, 0)]


def test_the_trace_names_the_samples(tmp_path: Path) -> None:
    session = derived(tmp_path, b_cells(*B1))
    found = session.rows("SELECT SEQ, ROLE FROM used_cells WHERE PARAMCD = 'BCELLDUR' ORDER BY SEQ")
    roles = ["present", "present", "absent", "absent", "last absent", "return", "present"]
    assert found == list(enumerate(roles, start=1))


# CAR T cells. Source of the profile and its figures: the worked example of the reference, derived by hand
# there: linear-up/log-down AUC0-28 838.54, terminal line of days 28, 60 and 100.

PROFILE = ((0, 0.5), (3, 2), (7, 60), (9, 100), (14, 40), (21, 12), (28, 6), (60, 2), (100, 1), (180, "<0.5"))


def car_t(test: str = "CARTCE", unit: str = "cells/uL", **more: Any) -> list[Row]:
    return [cp(test, value, day, unit, CPLLOQ=0.5, **more) for day, value in PROFILE]


def test_kinetic_parameters_of_the_worked_profile(tmp_path: Path) -> None:
    session = derived(tmp_path, car_t(CPMETHOD="FLOW CYTOMETRY"))
    found = {
        code: (round(value, 2), unit)
        for code, value, unit in session.rows("SELECT PARAMCD, AVAL, AVALU FROM adpp WHERE AVAL IS NOT NULL")
    }
    assert found["CMAXF"] == (100, "/uL")
    assert found["TMAXF"] == (9, "d")
    assert found["AUC28F"] == (838.54, "/uL*d")
    assert (found["CLASTF"][0], found["TLASTF"][0]) == (1, 100)
    assert round(found["THALFF"][0], 1) == 28.2
    # Days 28, 60 and 100 make the terminal line: adjusted R2 0.926 in the reference.
    assert found["LAMZNPTF"] == (3, None)
    assert round(parameter(session, "R2ADJF")[0], 3) == 0.926
    # ln(value) on days 0, 3, 7, 9: its least-squares slope is 0.6331 a day, ln 2 / 0.6331 = 1.09 days.
    assert found["TDOUBLEF"] == (1.09, "d")
    assert parameter(session, "PERSISTF") == (100, 100, None, 1)
    assert str(parameter(session, "TMAXF", "ADT")[0]) == on(9)


def test_persistence_ends_with_the_first_of_two_samples_below_quantification(tmp_path: Path) -> None:
    session = derived(tmp_path, [*car_t(), cp("CARTCE", "<0.5", 210, CPLLOQ=0.5)])
    assert parameter(session, "PERSISTF", "AVAL, CNSR, ADTLO::VARCHAR, ADTHI::VARCHAR") == (
        180,
        0,
        on(100),
        on(180),
    )


def test_flow_and_pcr_are_never_mixed(tmp_path: Path) -> None:
    session = derived(
        tmp_path, [*car_t(), cp("CARTCOP", 9000, 9, "copies/ug"), cp("CARTCOP", 500, 28, "copies/ug")]
    )
    assert parameter(session, "CMAXF", "AVAL, PPCAT") == (100, "CARTCE")
    assert parameter(session, "CMAXQ", "AVAL, PPCAT") == (9000, "CARTCOP")


def test_no_expansion_has_a_reason(tmp_path: Path) -> None:
    rows = [cp("CARTCE", "<0.5", day, CPLLOQ=0.5) for day in (3, 7, 14)]
    session = derived(tmp_path, rows)
    value, status, reason = parameter(session, "CMAXF", "AVAL, STATUS, REASON")
    assert (value, status) == (None, "UNDETERMINED")
    assert reason.startswith("no expansion")


@pytest.mark.parametrize(
    ("samples", "reason"),
    [
        # Refused values may have been an expansion: what is left below quantification does not deny it.
        (
            [(3, "<0.5", "cells/uL"), (7, 900, "copies/ug"), (14, "<9", "copies/ug")],
            "no usable sample: 2 values refused (unit unknown: copies/ug)",
        ),
        ([(3, "<0.5", "cells/uL"), (7, 900, "")], "no usable sample: 1 value refused (unit missing)"),
        ([(7, "+++", "cells/uL")], "no usable sample: 1 value refused (no number)"),
    ],
)
def test_refused_values_are_not_no_expansion(
    tmp_path: Path, samples: list[tuple[int, float | str, str]], reason: str
) -> None:
    session = derived(tmp_path, [cp("CARTCE", value, day, unit) for day, value, unit in samples])
    assert parameter(session, "CMAXF", "AVAL, STATUS, REASON") == (None, "UNDETERMINED", reason)
    assert parameter(session, "PERSISTF", "AVAL, REASON") == (None, reason)


def test_a_peak_at_the_last_sample_is_said_beside_it(tmp_path: Path) -> None:
    session = derived(tmp_path, [cp("CARTCE", value, day) for day, value in ((0, 1), (3, 2), (9, 100))])
    said = dict(session.rows("SELECT PARAMCD, REASON FROM adpp"))
    text = "the highest value is the last sample: the peak may not have been reached"
    assert (said["CMAXF"], said["TMAXF"], said["CLASTF"]) == (text, text, None)


def test_days_are_fractional_where_times_are_known(tmp_path: Path) -> None:
    rows = [
        cp("CARTCE", 0.5, 0, time="08:00"),  # before the infusion: left out
        cp("CARTCE", 10, 3, time="11:00"),
        cp("CARTCE", 90, 8, time="08:00"),
    ]
    session = derived(tmp_path, rows, EX=[infusion(time="20:00")])
    assert parameter(session, "TMAXF", "AVAL, ADT::VARCHAR, SAMPLES") == (7.5, on(8), 2)


@pytest.mark.parametrize(
    ("infused", "peak"),
    [
        # Counted from the infusion at 20:00 to 08:00 of day 8, not from the drug at 06:00 or 23:00.
        (infusion(time="20:00"), 7.5),
        # The time of another drug is not that of an infusion without one: whole days.
        (infusion(), 8.0),
        # Where nothing is an infusion, day 0 is the first exposure, and the last one of that day counts: 23:00.
        (infusion(time="20:00") | {"EXTRT": "STUDY DRUG", "EXCAT": "TREATMENT"}, 7.375),
    ],
)
def test_days_are_counted_from_the_infusion_not_from_another_drug_of_its_day(
    tmp_path: Path, infused: Row, peak: float
) -> None:
    others = [
        infusion(time=time) | {"EXTRT": "PARACETAMOL", "EXCAT": "PREMEDICATION"}
        for time in ("06:00", "23:00")
    ]
    rows = [cp("CARTCE", 10, 3, time="11:00"), cp("CARTCE", 90, 8, time="08:00")]
    session = derived(tmp_path, rows, EX=[infused, *others])
    assert parameter(session, "TMAXF", "AVAL") == (peak,)


def test_below_quantification_is_flagged_and_has_no_value(tmp_path: Path) -> None:
    rows = [cp("CARTCE", "<0.5", 3), cp("CARTCE", 0.4, 7, CPLLOQ=0.5), cp("CARTCE", 12, 9, CPLLOQ=0.5)]
    session = derived(tmp_path, rows)
    found = session.rows("SELECT RDY, AVAL, BLQFL, ALLOQ FROM adpc ORDER BY RDY")
    assert [(d, v, f, float(q)) for d, v, f, q in found] == [
        (3, None, "Y", 0.5),
        (7, None, "Y", 0.5),
        (9, 12, "N", 0.5),
    ]


def test_a_sample_without_unit_is_counted_as_left_out(tmp_path: Path) -> None:
    session = derived(tmp_path, [cp("CARTCE", 50, 7), cp("CARTCE", 80, 9, unit=""), cp("CARTCE", 20, 14)])
    found = session.rows("SELECT AVAL, AVALU, REASON FROM adpp WHERE PARAMCD = 'CLASTF'")
    assert found == [(20, "/uL", "samples left out, without a usable value: 1")]


def test_every_statement_is_portable_and_gives_the_columns_it_declares(tmp_path: Path) -> None:
    session = derived(tmp_path, [*b_cells(*B1), *car_t()])
    for relation in cells.relations():
        assert refusals(relation.sql) == [], relation.name
        assert tuple(session.columns(relation.name)) == relation.columns, relation.name


PHENOTYPE = ONE_PER_UL.format(2) + 'naive = "BCNAIVE"\nmemory = "BCSWMEM"\n'


def test_the_share_of_naive_cells_is_that_of_the_return(tmp_path: Path) -> None:
    """B1 returns on day 134: the share before it and later ones do not count; a share of 0 is a value."""
    shares = [cp("BCNAIVE", value, day, "%") for day, value in ((120, 40), (134, 91.5), (148, 80))]
    memory = [cp("BCSWMEM", 0, 134, "%")]
    session = derived(tmp_path, [*b_cells(*B1), *shares, *memory], toml=PHENOTYPE)
    assert parameter(session, "BCELLNV", "AVAL, AVALU, STATUS") == (91.5, "%", "DETERMINED")
    assert parameter(session, "BCELLSM", "AVAL, AVALU, STATUS") == (0.0, "%", "DETERMINED")


@pytest.mark.parametrize(
    ("samples", "share", "reason"),
    [
        (((7, 0), (90, 0)), (90, "%"), "B cells have not returned"),
        (B1, (120, "%"), "no sample of it in % from the return on"),
        (B1, (134, "cells/uL"), "no sample of it in % from the return on"),
    ],
)
def test_without_a_share_at_the_return_there_is_a_reason(
    tmp_path: Path, samples: tuple[tuple[int, float]], share: tuple[int, str], reason: str
) -> None:
    rows = [*b_cells(*samples), cp("BCNAIVE", 91, share[0], share[1])]
    session = derived(tmp_path, rows, toml=PHENOTYPE)
    assert parameter(session, "BCELLNV", "AVAL, STATUS, REASON") == (None, "UNDETERMINED", reason)


def test_without_test_codes_no_share_is_asked_for(tmp_path: Path) -> None:
    session = derived(tmp_path, [*b_cells(*B1), cp("BCNAIVE", 91, 134, "%")])
    assert session.rows("SELECT PARAMCD FROM adpp WHERE PARAMCD IN ('BCELLNV', 'BCELLSM')") == []


def test_a_missing_time_zero_is_said_beside_every_area(tmp_path: Path) -> None:
    samples = [cp("CARTCE", value, day) for day, value in ((3, 2), (9, 100), (14, 40), (28, 6), (60, 2))]
    session = derived(tmp_path, samples)
    said = dict(session.rows("SELECT PARAMCD, REASON FROM adpp WHERE STATUS = 'DETERMINED'"))
    text = "there is no sample at time 0: the area starts at the first sample"
    assert (said["AUC28F"], said["AUCLSTF"], said["CMAXF"]) == (text, text, None)


@pytest.mark.parametrize(
    ("unit", "text", "why"),
    [
        # 1000 cells/mL is 1 cell/uL, but cells/mL is no unit of the table: the finding says the value is not used.
        ("cells/mL", "<1000", "unit unknown: cells/mL"),
        ("", "<1", "unit missing"),
        ("%", "<1", "unit unknown: %"),
        ("%", "<1 %", "no number"),
    ],
)
def test_a_refused_value_below_quantification_is_not_absent(
    tmp_path: Path, unit: str, text: str, why: str
) -> None:
    rows = [cp("CD19", 60, -7), *b_cells((14, text), (90, text), (120, text), unit=unit)]
    session = derived(tmp_path, rows)
    assert parameter(session, "BCELLDUR", "AVAL, CNSR, STATUS, REASON") == (
        None,
        None,
        "UNDETERMINED",
        "no sample after the infusion can be read against the threshold; "
        "samples that could not be read against the threshold: 3",
    )
    # The recorded unit beside the recorded text, no value, and nothing said about the limit.
    columns = "AVAL, AVALC, AVALU, BLQFL, REFUSED"
    found = session.rows(f"SELECT DISTINCT {columns} FROM adpc WHERE RDY > 0")
    assert found == [(None, text, unit or None, None, why)]


def test_below_a_limit_in_a_unit_of_another_assay_tells_nothing(tmp_path: Path) -> None:
    # BLQ with a limit of 10000 cells/mL, which is 10 cells/uL: far above the threshold of 1.
    rows = [cp("CD19", 60, -7), *b_cells((14, "BLQ"), (90, "BLQ"), unit="cells/mL", CPLLOQ=10000)]
    assert parameter(derived(tmp_path, rows), "BCELLDUR", "STATUS")[0] == "UNDETERMINED"


def test_the_second_duration_is_open_at_both_ends(tmp_path: Path) -> None:
    # B cells on day -7, none on 70 and 90, back on 100: absence began after the infusion and by day 70, and ended
    # after 90 and by 100. At least 90 - 70 = 20 days, at most 100 - 0; read at the samples 100 - 70 = 30.
    session = derived(tmp_path, b_cells((-7, 60), (70, 0), (90, 0), (100, 5), (114, 9)))
    assert parameter(session, "BCELLD2") == (30, 20, 100, 0)
    # Still seen on day 10: at most 90 days.
    other = tmp_path / "seen"
    other.mkdir()
    seen = derived(other, b_cells((-7, 60), (10, 4), (70, 0), (90, 0), (100, 5), (114, 9)))
    assert parameter(seen, "BCELLD2") == (30, 20, 90, 0)


def test_a_missing_unit_below_quantification_is_left_out_of_the_profile(tmp_path: Path) -> None:
    rows = [*car_t()[:-1], cp("CARTCE", "<0.5", 180, unit=""), cp("CARTCE", "<0.5", 210, unit="")]
    session = derived(tmp_path, rows)
    # Two of them would end persistence on day 180; refused, they tell nothing: censored on day 100.
    value, censored, reason, samples = parameter(session, "PERSISTF", "AVAL, CNSR, REASON, SAMPLES")
    assert (value, censored, samples) == (100, 1, 9)
    assert reason == "samples left out, without a usable value: 2"


def test_a_peak_at_the_first_sample_is_said(tmp_path: Path) -> None:
    # First sampled on day 14, when cells were already falling: the peak may have been before.
    session = derived(tmp_path, [row for row in car_t() if row["CPDTC"] >= on(14)])
    why = "the highest value is the first sample after the infusion: the peak may lie before it"
    for code in ("CMAXF", "TMAXF"):
        assert parameter(session, code, "STATUS, REASON") == ("DETERMINED", why)


@pytest.mark.parametrize(("rule", "area"), [("linear", 882.75), ("linear-up/log-down", 838.54)])
def test_the_protocol_chooses_the_rule_of_the_areas(tmp_path: Path, rule: str, area: float) -> None:
    # Both areas of the worked profile are those of the reference (tests/statistics/test_noncompartmental.py).
    toml = ONE_PER_UL.format(2) + f'[kinetics]\nauc = "{rule}"\n'
    session = derived(tmp_path, car_t(), toml=toml)
    assert round(parameter(session, "AUC28F")[0], 2) == area
