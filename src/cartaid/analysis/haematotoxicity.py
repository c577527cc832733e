"""ICAHT and T-ICAHT, early and late, of every infused period: from irregular counts to a grade.

Days below a limit are told by `evaluators/runs_in_time.py` under the protocol's rules (`haematotoxicity.*`); the
window ends at death, at further treatment or at the last contact. Where the published texts allow two readings both
are listed in `haematotoxicity_reading`, and one is the protocol's. Neither scheme was validated in autoimmune disease,
and neither knows a patient whose neutrophils were low before treatment: that is flagged beside the grade.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from cartaid.analysis import blood_count
from cartaid.analysis.score import RAW, Parameter, parameters
from cartaid.analysis.trace import USED
from cartaid.engine import Relation
from cartaid.engine.session import quoted
from cartaid.evaluators.evaluate import evaluation
from cartaid.evaluators.runs_in_time import Rule, lowest_two, runs_in_time
from cartaid.instruments.definition import Definition
from cartaid.instruments.toxicity.icaht_2023 import EARLY, LATE, T_EARLY, T_LATE
from cartaid.study.protocol.safety import Haematotoxicity

DEFINITIONS = (EARLY, LATE, T_EARLY, T_LATE)
"""Definitions this module runs; the caller lists them among those that ran."""

PARAMETERS: tuple[Parameter, ...] = (
    *(p for definition in DEFINITIONS for p in parameters(definition)),
    Parameter("NEUTBLLO", "Neutrophils at most 1500/uL before treatment", "icaht-early-2023", "adtx"),
)

EARLY_LAST_DAY, LATE_LAST_DAY = 30, 100
BASELINE_LIMIT = "1.5"
"""Neutrophils, 10*9/L, at or below which a patient is neutropenic before treatment (the limit of late grade 1)."""

READING = (
    "USUBJID APERIOD PARAMCD READING CHOSEN ADT AVAL ALOW AHIGH STATUS REASON DEFID LAST_DAY ENDED COUNTS"
).split()


@frozen
class Reading:
    """One way to read a definition: its name in listings, whether the protocol chose it, days and switches."""

    definition: Definition
    name: str
    chosen: bool
    cumulative: bool
    switches: Mapping[str, str]

    @property
    def relation(self) -> str:
        """Name of the relation with the result."""
        return f"{self.definition.paramcd.lower()}_{self.name.replace(' ', '_')}"


def readings(settings: Haematotoxicity, switches: Mapping[str, Mapping[str, str]]) -> tuple[Reading, ...]:
    """Give both readings of each definition, and which one the protocol chose.

    >>> [(r.relation, r.chosen) for r in readings(Haematotoxicity(), {})][:2]
    [('icahte_longest', True), ('icahte_cumulative', False)]
    """
    found = []
    for definition, chosen in ((EARLY, settings.neutrophil_duration), (T_EARLY, settings.platelet_duration)):
        own = definition.choices(switches.get(definition.id))
        for duration in ("longest", "cumulative"):
            found.append(Reading(definition, duration, duration == chosen, duration == "cumulative", own))
    cumulative = settings.platelet_duration == "cumulative"
    for definition, switch, names in (
        (LATE, "late_rule", {"both": "two counts", "nadir": "nadir"}),
        (T_LATE, "tests", {"two": "two tests", "one": "one test"}),
    ):
        own = definition.choices(switches.get(definition.id))
        for option, name in names.items():
            chosen_here = own[switch] == option
            found.append(Reading(definition, name, chosen_here, cumulative, own | {switch: option}))
    return tuple(found)


def _rules(settings: Haematotoxicity) -> dict[str, tuple[str, str, Rule]]:
    """Give, for each relation of days, its series, its ends and its rule."""

    def rule(limits: tuple[int, ...], strict: bool, first: int, last: int) -> Rule:
        return Rule(
            limits,
            strict=strict,
            first_day=first,
            last_day=last,
            interpolation=settings.interpolation,
            max_gap=settings.max_gap_days,
            trusted_gap=max(settings.max_gap_days, Rule((1,)).trusted_gap),
            rounding="none" if strict else settings.rounding,
        )

    late = (EARLY_LAST_DAY + 1, LATE_LAST_DAY)
    return {
        "neutrophil_days": (
            "neutrophil_series",
            "neutrophil_end",
            rule((500, 100), False, 0, EARLY_LAST_DAY),
        ),
        "platelet_days_50": ("platelet_series", "platelet_end", rule((50,), True, 0, EARLY_LAST_DAY)),
        "platelet_days_20": ("platelet_series_own", "platelet_end", rule((20,), True, 0, EARLY_LAST_DAY)),
        "platelet_days_late": ("platelet_series_own", "platelet_end", rule((20,), True, *late)),
    }


def _days(alias: str, cumulative: bool, item: str) -> str:
    column = "CUMULATIVE" if cumulative else "LONGEST"
    high = f"CASE WHEN coalesce(u.UNCLEAR, 0) > 0 THEN {alias}.DAYS ELSE {alias}.{column}_HIGH END"
    return f"{alias}.{column} AS {item}, {high} AS {item}_high"


def _wide(reading: Reading) -> Relation:
    """Give the row a definition reads: one a period, keyed by SUBJECT.

    With an unclear count every day of the window may lie below a limit, and the lowest count is not known.
    """
    cell = "NEUT" if reading.definition in (EARLY, LATE) else "PLAT"
    late = reading.definition in (LATE, T_LATE)
    unclear = (
        f"LEFT JOIN count_summary AS u ON u.SUBJECT = a.USUBJID AND u.CELL = '{cell}' AND "
        f"{'u.LATE' if late else 'NOT u.LATE'}"
    )
    lowest = ", ".join(
        f"CASE WHEN coalesce(u.UNCLEAR, 0) = 0 THEN a.{column} END AS {item}"
        for column, item in (("LOWEST", "lowest"), ("SECOND_LOWEST", "second_lowest"))
    )
    if reading.definition is EARLY:
        # A run that is open at the last contact may yet have ended: only death and treatment end it for good.
        sql = (
            f"SELECT a.USUBJID AS SUBJECT, {_days('a', reading.cumulative, 'days_le_500')}, "
            f"{_days('b', reading.cumulative, 'days_le_100')}, "
            f"CASE WHEN a.NEVER_RECOVERED AND p.ENDED = 'last contact' AND p.END_DAY < {EARLY_LAST_DAY} THEN NULL "
            "WHEN a.NEVER_RECOVERED THEN 1 WHEN NOT a.NEVER_RECOVERED THEN 0 END AS never_recovered "
            "FROM neutrophil_days AS a JOIN neutrophil_days AS b ON b.USUBJID = a.USUBJID AND b.THRESHOLD = 100 "
            f"JOIN haematotoxicity_period AS p ON p.SUBJECT = a.USUBJID {unclear} WHERE a.THRESHOLD = 500"
        )
        inputs: tuple[str, ...] = ("neutrophil_days", "haematotoxicity_period")
    elif reading.definition is T_EARLY:
        sql = (
            f"SELECT a.USUBJID AS SUBJECT, {_days('a', reading.cumulative, 'days_lt_50')}, "
            f"{_days('b', reading.cumulative, 'days_lt_20')} FROM platelet_days_50 AS a "
            f"JOIN platelet_days_20 AS b ON b.USUBJID = a.USUBJID {unclear}"
        )
        inputs = ("platelet_days_50", "platelet_days_20")
    elif reading.definition is LATE:
        sql = f"SELECT a.USUBJID AS SUBJECT, a.N_VALUES AS n_values, {lowest} FROM neutrophil_lowest AS a {unclear}"
        inputs = ("neutrophil_lowest",)
    else:
        sql = (
            f"SELECT a.USUBJID AS SUBJECT, a.N_VALUES AS n_values, {lowest}, "
            f"{_days('b', reading.cumulative, 'days_lt_20')} FROM platelet_lowest AS a "
            f"LEFT JOIN platelet_days_late AS b ON b.USUBJID = a.USUBJID {unclear}"
        )
        inputs = ("platelet_lowest", "platelet_days_late")
    items = tuple(item.id for item in reading.definition.items)
    columns = ("SUBJECT", *items)
    return Relation(f"{reading.relation}_row", sql, (*inputs, "count_summary"), columns, kept=False)


def _results(found: tuple[Reading, ...]) -> tuple[Relation, ...]:
    relations = []
    for reading in found:
        wide = _wide(reading)
        result = evaluation(reading.definition, wide.name, ("SUBJECT",), reading.switches, reading.relation)
        relations += [wide, result]
    return tuple(relations)


def haematotoxicity_reading(found: tuple[Reading, ...]) -> Relation:
    """Give the grade of each period under each reading.

    ADT is the last day of the window, or of its observed part; CHOSEN marks the protocol's reading; COUNTS are the
    days with a count. A period without any count of that cell has no row.
    """
    parts = []
    for reading in found:
        early = reading.definition in (EARLY, T_EARLY)
        cell = "NEUT" if reading.definition in (EARLY, LATE) else "PLAT"
        last = EARLY_LAST_DAY if early else LATE_LAST_DAY
        note = (
            "CASE WHEN n.UNCLEAR > 0 THEN 'counts reported as below or above a limit cannot be placed' END, "
            f"CASE WHEN p.END_DAY < {last} THEN concat('followed to day ', CAST(p.END_DAY AS VARCHAR), ': ', p.ENDED) "
            "END, CASE WHEN b.LOW = 'Y' THEN 'neutrophils were low before treatment' END"
        )
        parts.append(
            f"SELECT p.USUBJID, p.APERIOD, '{reading.definition.paramcd}' AS PARAMCD, '{reading.name}' AS READING, "
            f"{'TRUE' if reading.chosen else 'FALSE'} AS CHOSEN, p.DAY0 + CAST(least(p.END_DAY, {last}) AS INTEGER) "
            "AS ADT, g.value AS AVAL, "
            f"g.low AS ALOW, g.high AS AHIGH, g.status AS STATUS, nullif(concat_ws('; ', g.reason, {note}), '') "
            f"AS REASON, {quoted(reading.definition.id)} AS DEFID, least(p.END_DAY, {last}) AS LAST_DAY, p.ENDED, "
            f"coalesce(n.COUNTS, 0) AS COUNTS FROM {reading.relation} AS g "
            "JOIN haematotoxicity_period AS p ON p.SUBJECT = g.SUBJECT "
            f"LEFT JOIN neutrophil_baseline AS b ON b.SUBJECT = g.SUBJECT AND '{cell}' = 'NEUT' "
            f"LEFT JOIN count_summary AS n ON n.SUBJECT = g.SUBJECT AND n.CELL = '{cell}' "
            f"AND {'NOT n.LATE' if early else 'n.LATE'}"
        )
    inputs = ("haematotoxicity_period", "neutrophil_baseline", "count_summary")
    return Relation(
        "haematotoxicity_reading",
        " UNION ALL ".join(parts),
        (*(reading.relation for reading in found), *inputs),
        tuple(READING),
    )


def neutrophil_baseline() -> Relation:
    """Give the last neutrophil count up to the start of treatment; LOW is Y at or below 1500/uL, else N."""
    return Relation(
        "neutrophil_baseline",
        f"""
        SELECT c.SUBJECT, c.USUBJID, c.APERIOD, c.ADT, c.VALUE, c.SEQ, c.UNIT, c.TEXT,
            CASE WHEN c.VALUE <= {BASELINE_LIMIT} THEN 'Y' WHEN c.VALUE > {BASELINE_LIMIT} THEN 'N' END AS LOW
        FROM blood_count AS c JOIN treatment_start AS t ON t.USUBJID = c.USUBJID AND t.APERIOD = c.APERIOD
            AND c.ADT <= t.STARTED
        WHERE c.CELL = 'NEUT' AND c.VALUE IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY c.SUBJECT ORDER BY c.ADT DESC NULLS LAST, c.ADTM DESC NULLS LAST,
            c.LBROW DESC NULLS LAST) = 1
        """,
        ("blood_count", "treatment_start"),
        tuple("SUBJECT USUBJID APERIOD ADT VALUE SEQ UNIT TEXT LOW".split()),
    )


def scored_haematotoxicity() -> Relation:
    """Give the protocol's grades and the flag of low neutrophils before treatment as derived values."""
    none, no_time = "CAST(NULL AS VARCHAR)", "CAST(NULL AS TIMESTAMP)"
    flag = "CASE WHEN LOW = 'Y' THEN CAST(1 AS DOUBLE) ELSE CAST(0 AS DOUBLE) END"
    return Relation(
        "scored_haematotoxicity",
        f"""
        SELECT USUBJID, ADT, {no_time} AS ADTM, PARAMCD, AVAL, {none} AS AVALC, ALOW, AHIGH, STATUS, REASON, DEFID
        FROM haematotoxicity_reading WHERE CHOSEN
        UNION ALL
        SELECT USUBJID, ADT, {no_time}, 'NEUTBLLO', {flag}, LOW, {flag}, {flag}, 'DETERMINED', {none},
            '{EARLY.id}' FROM neutrophil_baseline
        """,
        ("haematotoxicity_reading", "neutrophil_baseline"),
        RAW,
    )


def used_haematotoxicity() -> Relation:
    """Give the counts of the window behind each grade, and the count before treatment."""
    no_time = "CAST(NULL AS TIMESTAMP) AS ADTM"
    record = "c.SEQ, {} AS ROLE, c.TEXT AS VALUE, c.UNIT, CAST(c.ADT AS VARCHAR) AS DTC"
    parts = [
        f"SELECT g.USUBJID, g.ADT, {no_time}, g.PARAMCD, 'LB' AS DOMAIN, {record.format(quoted('count'))} "
        "FROM haematotoxicity_reading AS g JOIN blood_count AS c ON c.USUBJID = g.USUBJID AND c.APERIOD = g.APERIOD "
        f"AND c.CELL = '{cell}' AND c.RDY >= {first} AND c.RDY <= g.LAST_DAY "
        f"WHERE g.CHOSEN AND g.PARAMCD = '{definition.paramcd}'"
        for definition, cell, first in (
            (EARLY, "NEUT", 0),
            (LATE, "NEUT", EARLY_LAST_DAY + 1),
            (T_EARLY, "PLAT", 0),
            (T_LATE, "PLAT", EARLY_LAST_DAY + 1),
        )
    ]
    parts.append(
        f"SELECT c.USUBJID, c.ADT, {no_time}, 'NEUTBLLO' AS PARAMCD, 'LB' AS DOMAIN, "
        f"{record.format(quoted('count before treatment'))} FROM neutrophil_baseline AS c"
    )
    return Relation(
        "used_haematotoxicity",
        " UNION ALL ".join(parts),
        ("haematotoxicity_reading", "blood_count", "neutrophil_baseline"),
        USED,
        kept=False,
    )


def relations(
    settings: Haematotoxicity | None = None, switches: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[Relation, ...]:
    """Give every relation of ICAHT and T-ICAHT.

    `settings` are the protocol's `haematotoxicity`, `switches` those of the definitions by definition id. They read
    `laboratory_row`, `treatment_start`, `period`, `subject`, `lymphodepletion`, `sdtm_pr` and `sdtm_cm`.
    """
    settings = settings or Haematotoxicity()
    found = readings(settings, switches or {})
    days = [
        relation
        for name, (series, ends, rule) in _rules(settings).items()
        for relation in runs_in_time(name, series, ends, rule)
    ]
    late = (EARLY_LAST_DAY + 1, LATE_LAST_DAY)
    return (
        *blood_count.relations(),
        *days,
        lowest_two("neutrophil_lowest", "neutrophil_series", "neutrophil_end", *late),
        lowest_two("platelet_lowest", "platelet_series", "platelet_end", *late),
        neutrophil_baseline(),
        *_results(found),
        haematotoxicity_reading(found),
        scored_haematotoxicity(),
        used_haematotoxicity(),
    )
