"""Confirmed progression on the EDSS in multiple sclerosis."""

from cartaid.instruments.definition import Clause, Definition, Item, Record, Source, State, Switch, number

# There is no grade between 0 and 1; from there on they go in half points.
_GRADES = ("0", *(f"{half / 2:g}" for half in range(2, 21)))


def _edss(id: str, label: str, record: Record) -> Item:
    return Item(id, label, low=0, high=10, values=_GRADES, record=record)


def _rise(edss: str) -> str:
    return (
        f"CASE WHEN edss_base >= 6 THEN {edss} - edss_base >= {number('0.5')} "
        f"WHEN edss_base >= 1 THEN {edss} - edss_base >= 1 "
        f"WHEN edss_base < 1 THEN {edss} - edss_base >= {{from_zero}} END"
    )


DEFINITION = Definition(
    id="edss-progression",
    paramcd="EDSSPROG",
    title="Confirmed EDSS progression",
    disease="other",
    kind="response",
    edition="1.5 / 1.0 / 0.5 points",
    family="EDSS",
    items=(
        _edss("edss_base", "EDSS at baseline", Record("QS", "EDSS", "EDSS", at="baseline")),
        _edss("edss", "EDSS", Record("QS", "EDSS", "EDSS")),
        _edss(
            "edss_confirm",
            "Lowest EDSS from then to the confirmation",
            Record("ADQS", "EDSSCONF"),
        ),
        Item(
            "days_to_confirm", "Days to the confirmation", low=0, high=6000, record=Record("ADQS", "EDSSDAYS")
        ),
        Item(
            "days_from_relapse",
            "Days since the last relapse",
            low=0,
            record=Record("QS", "RELDAYS", "EDSS"),
            note="adjudicated item: what is a relapse is judged at the visit",
        ),
    ),
    assessed_by=("edss",),
    method=State(
        (
            Clause("rise", "rise by 1.5, 1.0 or 0.5", _rise("edss")),
            Clause("confirmed", "rise confirmed", _rise("edss_confirm")),
            Clause("long_enough", "confirmed after the required time", "days_to_confirm >= {confirmation}"),
            Clause("no_relapse", "not near a relapse", "{relapse}"),
        )
    ),
    switches=(
        Switch(
            "from_zero",
            "Rise from a baseline of 0",
            {"1.5": str(number("1.5")), "1.0": "1"},
            "1.5",
            "Trials differ; several ask 1.0 from any baseline up to 5.5.",
            checked="from memory",
        ),
        Switch(
            "confirmation",
            "Days to the confirmation",
            {"12_weeks": "84", "24_weeks": "168"},
            "12_weeks",
            "Regulators recommend 24 weeks.",
        ),
        Switch(
            "relapse",
            "Leave out assessments within 30 days of a relapse",
            {"no": "TRUE", "yes": "days_from_relapse >= 30"},
            "no",
            checked="from memory",
        ),
    ),
    low=0,
    high=1,
    better="lower",
    sources=(
        Source(
            "Kurtzke JF. Rating neurologic impairment in multiple sclerosis: an expanded disability status scale. "
            "Neurology 1983;33:1444-52",
            doi="10.1212/WNL.33.11.1444",
            where="scale",
            checked="verified",
        ),
        Source(
            "Progression as 1 point up to a baseline of 5.5, 0.5 points above, confirmed at 3 months",
            where="J Neurol Neurosurg Psychiatry table (highwire 212859)",
            checked="verified",
        ),
    ),
    window="from baseline; the confirmation is the first EDSS after the required days, none before it lower",
    licence="The scale is free; no wording is used.",
)
