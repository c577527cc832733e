"""Methods in words, generated from the protocol and the definitions that were used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from cartaid.results.ard import Result


@frozen
class Definition:
    """One definition that was used, as a row of the methods."""

    id: str
    title: str
    edition: str
    switches: str
    sources: tuple[tuple[str, str, bool], ...]
    """Citation, DOI or empty, whether checked against the source."""
    from_memory: tuple[str, ...]


def definitions(manifest: Mapping[str, Any]) -> list[Definition]:
    """Give the definitions that ran, with their switches and sources."""
    return [
        Definition(
            d["id"],
            d["title"],
            d["edition"],
            "; ".join(f"{name}: {value}".replace("_", " ") for name, value in d["switches"].items()),
            tuple((s["citation"], s["doi"], s["checked"] == "verified") for s in d["sources"]),
            tuple(d["from_memory"]),
        )
        for d in manifest["definitions"]
    ]


def protocol_words(manifest: Mapping[str, Any], day_zero: str) -> list[tuple[str, str]]:
    """Give the decisions of the protocol as pairs of subject and sentence; `day_zero` says what day 0 is."""
    protocol = manifest["protocol"]
    second = protocol["baseline"].get("second")
    toxicity, b_cells = protocol["toxicity"], protocol["b_cells"]
    visits = protocol["visits"]
    words = [
        (
            "Time",
            f"Day 0 is the {day_zero}; days are calendar days from it. A second infusion opens a "
            "new day 0 and its own period.",
        ),
        (
            "Baseline",
            f"Last value {_rule(protocol['baseline']['rule'])}"
            + (f"; a second baseline by the rule “{second}”." if second else "."),
        ),
        (
            "Visits",
            "; ".join(f"{v['name']} (day {v['target']}: {v['low']} to {v['high']})" for v in visits)
            if visits
            else "No visit windows were given; visits are as recorded.",
        ),
        (
            "Toxicity schemes",
            _schemes(toxicity),
        ),
        (
            "B cells",
            f"{b_cells['test']} below {b_cells['threshold']} {b_cells['unit']} is aplasia; B cells are back at the "
            f"first of {b_cells['confirmations']} samples in a row at or above it. Whether B cells were depleted is not "
            f"known where the first sample is later than day {b_cells['depletion_days']}.",
        ),
        (
            "CAR T cells",
            "Areas under the curve of the samples, without a model: the "
            f"{protocol.get('kinetics', {}).get('auc', 'linear-up/log-down')} trapezoidal rule; nothing is extrapolated.",
        ),
        (
            "Freedom from drugs",
            "Free of a class of drugs: nothing of it was taken on any day of the window before the assessment. "
            "Lymphodepletion, drugs against CRS or ICANS, replacement of hydrocortisone or IgG and local drugs do not "
            "count.",
        ),
        (
            "Causes of adverse events",
            "Related means called related by the investigator to a treatment the patient received. A missing cause is "
            "not read as related or unrelated: the event is listed apart and its patient undetermined.",
        ),
        (
            "Missing data",
            "Missing is never counted as absent, zero or failure. A score with missing items is an interval; a state "
            "is undetermined when its missing items could change it, and leaves the denominator.",
        ),
    ]
    if manifest.get("reference_equations"):
        words.insert(-1, ("Lung function", _equations(manifest["reference_equations"])))
    return words


def _equations(used: Sequence[Mapping[str, str]]) -> str:
    sets = "; ".join(f"{e['title']} (doi {e['doi']}, {e['software']})" for e in used)
    return (
        f"FVC and DLCO recorded as measured were turned into percent of predicted by {sets}. "
        "A percent recorded by the site was used wherever there is one."
    )


SIDE_BY_SIDE = "also"
"""Key of the protocol's further schemes, which are graded beside those that count."""


def _schemes(toxicity: Mapping[str, Any]) -> str:
    """Name the scheme of each toxicity, and those graded beside them.

    >>> _schemes({"crs": "ASTCT 2019", "icans": None, "also": ["Lee 2014", "Penn 2014"]})
    'CRS: ASTCT 2019; ICANS: none named, so not graded. For comparison also graded by Lee 2014 and Penn 2014.'
    """
    named = [
        f"{name.upper()}: {scheme or 'none named, so not graded'}"
        for name, scheme in toxicity.items()
        if name != SIDE_BY_SIDE
    ]
    more = toxicity.get(SIDE_BY_SIDE)
    return "; ".join(named) + "." + (f" For comparison also graded by {' and '.join(more)}." if more else "")


def _rule(rule: str) -> str:
    return rule if rule.startswith("before") else f"by the rule “{rule}”"


def statistics_words(results: Sequence[Result]) -> list[str]:
    """Give every statistical method that a printed number used."""
    return sorted({r.method for r in results if r.method}, key=str.lower)
