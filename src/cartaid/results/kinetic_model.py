"""The kinetic model, where the protocol asks for one: its typical patient, its checks, what drives each number."""

from __future__ import annotations

from cartaid.engine import Session
from cartaid.results.ard import Result
from cartaid.results.cohort import TREATED
from cartaid.results.display import Heading
from cartaid.results.measure import Place, note, result
from cartaid.results.plain_rows import Rows, plain, present

NEEDS = 'not asked for: [kinetics] model = "tier 1" in study.toml'

HEADINGS = (
    Heading(
        "kinetic_model",
        "Model of CAR T expansion, contraction and persistence",
        "cells",
        "Parameter",
        NEEDS,
        (
            "Posterior median (central 95 %) of the typical patient. The priors come from leukaemia and lymphoma, with "
            "other products. Where the posterior is more than half as wide as the prior (logarithm), the number is "
            "what was believed before and no finding of this study. Samples below quantification are censored, not "
            "replaced.",
        ),
    ),
    Heading(
        "kinetic_model_check",
        "Checks of the kinetic model",
        "cells",
        "Check",
        NEEDS,
        (
            "Expected: trials of as many new patients drawn from the posterior, sampled on the same days. New patients, "
            "because those that were fitted would agree with a wrong model too.",
        ),
    ),
)

COLUMNS = {
    "posterior": "Posterior median (95 %)",
    "prior": "Prior, central 95 %",
    "driven": "Driven by",
    "source": "Source of the prior",
    "observed": "Observed",
    "expected": "Expected (90 %)",
    "verdict": "Observed lies",
}
"""Headings of the columns, in order."""

PARTS = {
    "model": ("kinetic_model", ""),
    "typical": ("kinetic_model", "typical patient"),
    "between": ("kinetic_model", "standard deviation of the logarithm, between patients"),
    "check": ("kinetic_model_check", "predictive check"),
    "sampler": ("kinetic_model_check", "sampler"),
}
"""Display and group of each part of a model."""


def results(session: Session) -> list[Result]:
    """Give the numbers of every fitted model, or why there is none; nothing where none was asked for."""
    if not session.has("kinetic_model_number"):
        return []
    order = {name: place for place, name in enumerate(COLUMNS)}
    rows = []
    for assay, part, row, label, column, statistic, value, low, high, n, of, method, text in session.rows(
        "SELECT ASSAY, PART, ROWID, LABEL, COLUMNID, STATISTIC, VALUE, LOW, HIGH, FITTED, PATIENTS, METHOD, TEXT "
        "FROM kinetic_model_number ORDER BY POSITION"
    ):
        display, group = PARTS[part]
        group = f"{assay}: {group}" if group else assay
        place = Place(
            display, f"{assay} {row}", column, label, group, COLUMNS[column], order[column], "adpc", ""
        )
        rows.append(result(place, statistic, text, value=value, low=low, high=high, n=n, N=of, method=method))
    notes = session.rows("SELECT DISTINCT ASSAY, TEXT FROM kinetic_model_note ORDER BY ASSAY, TEXT")
    rows += [note("kinetic_model", f"{assay}: {text}.", place) for place, (assay, text) in enumerate(notes)]
    return rows


def kinetic_curve(session: Session) -> Rows:
    """Give the fitted curves, that of a new patient with an empty USUBJID; none where no model was fitted."""
    if not present(session, "kinetic_model_curve"):
        return []
    return plain(
        session.records(
            "SELECT ASSAY, UNIT, USUBJID, DAY, MEDIAN, LOW, HIGH FROM kinetic_model_curve ORDER BY ASSAY, USUBJID, DAY"
        )
    )


def kinetic_sample(session: Session) -> Rows:
    """Give the samples that were fitted; VALUE is the limit of quantification where BELOW."""
    if not present(session, "kinetic_model_sample"):
        return []
    return plain(
        session.records(
            f"SELECT m.ASSAY, m.USUBJID, m.DAY, m.VALUE, m.BELOW FROM kinetic_model_sample AS m "
            f"JOIN {TREATED} AS g ON g.USUBJID = m.USUBJID ORDER BY m.ASSAY, m.USUBJID, m.DAY"
        )
    )
