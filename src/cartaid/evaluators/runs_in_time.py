"""How long a value stays below a threshold: runs of days over an irregular series of counts.

A series has one row a count: USUBJID, RDY (day from infusion), VALUE. Days between counts are filled by a
declared interpolation over gaps of at most `max_gap` unknown days; days that stay unknown are counted into the
upper bounds, so that missing counts are never taken for recovery. Runs that are separated by at most `join_gap`
days above the threshold are one run and include those days.

The rules follow Liang EC, Automated approach to grade early and late ICAHT (Fred Hutchinson Cancer Center, 2024;
public repository emilyliangmd/automatedicahtgrading), for EHA/EBMT criteria (doi:10.1182/blood.2023020578).
"""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from cartaid.engine import Relation
from cartaid.instruments.definition import Number

COLUMNS = (
    "USUBJID",
    "THRESHOLD",
    "LONGEST",
    "LONGEST_HIGH",
    "CUMULATIVE",
    "CUMULATIVE_HIGH",
    "NEVER_RECOVERED",
    "DAYS",
    "DAYS_UNKNOWN",
    "FIRST_DAY",
    "LAST_DAY",
    "N_COUNTS",
)
"""Columns of the runs: one row a subject and threshold, numbers are days."""


@frozen
class Rule:
    """How days below a threshold are counted.

    `thresholds` in the unit of the series; `strict` counts values below, else at most the threshold. The window
    is `first_day` to `last_day`, both counted. `interpolation` fills gaps of at most `max_gap` unknown days;
    `rounding="10"` compares values rounded to tens (half to even, as the published implementation rounds).
    `carry_ends` fills up to `max_gap` days before the first and after the last count. A longer gap of at most
    `trusted_gap` unknown days whose neighbouring counts lie above the threshold is not counted into the upper
    bound (0 trusts none). `start_by` is the last day on which a run may start to count as never recovered.
    `log_floor` replaces smaller values before logarithms are taken.
    """

    thresholds: tuple[Number, ...]
    strict: bool = False
    first_day: int = 0
    last_day: int = 30
    interpolation: Literal["none", "linear", "locf", "log-linear"] = "linear"
    max_gap: int = 7
    trusted_gap: int = 14
    join_gap: int = 2
    rounding: Literal["none", "10"] = "none"
    carry_ends: bool = True
    start_by: int = 3
    log_floor: Number = 1


def runs_in_time(name: str, series: str, ends: str, rule: Rule) -> tuple[Relation, ...]:
    """Give the relations that measure runs; the last, called `name`, has the columns `COLUMNS`.

    `series` names a relation USUBJID, RDY (integer), VALUE; `ends` one of USUBJID and END_DAY, the last day a
    subject was followed (death, second infusion, last contact; NULL = beyond the window). Every subject of
    `ends` comes out, also one without counts: then nothing is known but the bounds.

    >>> from cartaid.engine import Session
    >>> session = Session()
    >>> counts = [("01", day, 300 if 4 <= day <= 12 else 2000) for day in range(0, 31, 2)]
    >>> session.load("anc", {"USUBJID": "VARCHAR", "RDY": "BIGINT", "VALUE": "DECIMAL(18,6)"}, counts)
    >>> session.load("ends", {"USUBJID": "VARCHAR", "END_DAY": "BIGINT"}, [("01", 400)])
    >>> session.build(runs_in_time("runs", "anc", "ends", Rule((500,))))
    >>> session.rows("SELECT LONGEST, CUMULATIVE, NEVER_RECOVERED FROM runs")
    [(9, 9, False)]
    """
    first, last = rule.first_day, rule.last_day
    # Subjects are numbered once: sorting and grouping millions of rows by a number is much faster than by text.
    subject = Relation(
        f"{name}_subject",
        f"SELECT USUBJID, row_number() OVER (ORDER BY USUBJID NULLS LAST) AS SUBJECT, "
        f"least(coalesce(min(END_DAY), {last}), {last}) AS LAST_DAY FROM {ends} "
        f"GROUP BY USUBJID HAVING least(coalesce(min(END_DAY), {last}), {last}) >= {first}",
        (ends,),
        ("USUBJID", "SUBJECT", "LAST_DAY"),
    )
    count = Relation(f"{name}_count", _count_sql(name, series, rule), (series, subject.name), _COUNT)
    segment = Relation(f"{name}_segment", _segment_sql(name, rule), (count.name, subject.name), _SEGMENT)
    span = Relation(f"{name}_span", _span_sql(name, rule), (segment.name,), _SPAN)
    run = Relation(f"{name}_run", _run_sql(name, rule), (span.name,), _RUN)
    known = Relation(
        f"{name}_known",
        "SELECT SUBJECT, sum(CASE WHEN COUNTED THEN 1 ELSE 0 END) AS N_COUNTS, "
        "max(CASE WHEN NOT UNKNOWN THEN FROM_DAY + LENGTH - 1 END) AS LAST_KNOWN, "
        "sum(CASE WHEN UNKNOWN THEN LENGTH ELSE 0 END) AS DAYS_UNKNOWN "
        f"FROM {segment.name} GROUP BY SUBJECT",
        (segment.name,),
        ("SUBJECT", "N_COUNTS", "LAST_KNOWN", "DAYS_UNKNOWN"),
    )
    inputs = (subject.name, known.name, run.name)
    return (
        subject,
        count,
        segment,
        span,
        run,
        known,
        Relation(name, _summary_sql(name, rule), inputs, COLUMNS),
    )


_COUNT = ("SUBJECT", "RDY", "LAST_DAY", "VALUE", "BEFORE_DAY", "NEXT_DAY", "NEXT_VALUE")
_SEGMENT = ("SUBJECT", "FROM_DAY", "LENGTH", "LEFT_VALUE", "RIGHT_VALUE", "UNKNOWN", "COUNTED")
_SPAN = ("SUBJECT", "THRESHOLD", "BOUND", "FROM_DAY", "TO_DAY")
_RUN = _SPAN


def _count_sql(name: str, series: str, rule: Rule) -> str:
    """Write the lowest count of each day of the window, with its neighbours in time."""
    in_time = "OVER (PARTITION BY SUBJECT ORDER BY RDY NULLS LAST)"
    return f"""
SELECT SUBJECT, RDY, LAST_DAY, VALUE, lag(RDY) {in_time} AS BEFORE_DAY, lead(RDY) {in_time} AS NEXT_DAY,
  lead(VALUE) {in_time} AS NEXT_VALUE
FROM (
  SELECT s.SUBJECT, c.RDY, min(s.LAST_DAY) AS LAST_DAY, min(c.VALUE) AS VALUE
  FROM {series} AS c JOIN {name}_subject AS s ON c.USUBJID = s.USUBJID
  WHERE c.VALUE IS NOT NULL AND c.RDY >= {rule.first_day} AND c.RDY <= {rule.last_day} AND c.RDY <= s.LAST_DAY
  GROUP BY s.SUBJECT, c.RDY
) AS daily
"""


def _segment_sql(name: str, rule: Rule) -> str:
    """Write the pieces between counts: days that share a left and a right value, and unknown days.

    LENGTH days from FROM_DAY; on day FROM_DAY + s the value lies s / LENGTH of the way from left to right.
    """
    first = rule.first_day
    gap = 0 if rule.interpolation == "none" else rule.max_gap
    carried = gap if rule.carry_ends else 0
    empty = "CAST(NULL AS DECIMAL(18,6))"
    return f"""
SELECT SUBJECT, RDY AS FROM_DAY,
  CASE WHEN NEXT_DAY - RDY - 1 <= {gap} THEN NEXT_DAY - RDY
    WHEN NEXT_DAY IS NULL AND LAST_DAY - RDY <= {carried} THEN LAST_DAY - RDY + 1 ELSE 1 END AS LENGTH,
  VALUE AS LEFT_VALUE, coalesce(NEXT_VALUE, VALUE) AS RIGHT_VALUE, FALSE AS UNKNOWN, TRUE AS COUNTED
FROM {name}_count
UNION ALL
SELECT SUBJECT, RDY + 1, coalesce(NEXT_DAY, LAST_DAY + 1) - RDY - 1, VALUE, coalesce(NEXT_VALUE, VALUE), TRUE,
  FALSE
FROM {name}_count
WHERE NEXT_DAY - RDY - 1 > {gap} OR (NEXT_DAY IS NULL AND LAST_DAY - RDY > {carried})
UNION ALL
SELECT SUBJECT, {first}, RDY - {first}, VALUE, VALUE, RDY - {first} > {carried}, FALSE
FROM {name}_count WHERE BEFORE_DAY IS NULL AND RDY > {first}
UNION ALL
SELECT s.SUBJECT, {first}, s.LAST_DAY - {first} + 1, {empty}, {empty}, TRUE, FALSE
FROM {name}_subject AS s
WHERE NOT EXISTS (SELECT 1 FROM {name}_count AS c WHERE c.SUBJECT = s.SUBJECT)
"""


def _span_sql(name: str, rule: Rule) -> str:
    """Write the spans of days below each threshold (low bound), and with unknown days added (high bound)."""
    limits = ", ".join(f"(CAST({limit} AS DECIMAL(18,6)))" for limit in rule.thresholds)
    longest = rule.max_gap + 1
    steps = ", ".join(f"({length}, {step})" for length in range(2, longest + 1) for step in range(1, length))
    below = f"""
SELECT g.SUBJECT, t.THRESHOLD, g.FROM_DAY AS FROM_DAY, g.FROM_DAY AS TO_DAY
FROM {name}_segment AS g JOIN threshold AS t ON {_below("g.LEFT_VALUE", "1", rule)}
WHERE NOT g.UNKNOWN"""
    if rule.interpolation != "none":
        below += f"""
UNION ALL
SELECT g.SUBJECT, t.THRESHOLD, g.FROM_DAY + p.STEP, g.FROM_DAY + p.STEP
FROM {name}_segment AS g JOIN step AS p ON g.LENGTH = p.LENGTH
JOIN threshold AS t ON {_interpolated_below(rule)}
WHERE NOT g.UNKNOWN"""
    return f"""
WITH threshold AS (SELECT * FROM (VALUES {limits}) AS v(THRESHOLD)),
step AS (SELECT * FROM (VALUES {steps or "(0, 0)"}) AS v(LENGTH, STEP)),
below AS ({below}),
unknown AS (
  SELECT g.SUBJECT, t.THRESHOLD, g.FROM_DAY, g.FROM_DAY + g.LENGTH - 1 AS TO_DAY
  FROM {name}_segment AS g JOIN threshold AS t ON TRUE
  WHERE g.UNKNOWN AND (g.LENGTH > {rule.trusted_gap} OR g.LEFT_VALUE IS NULL
    OR {_below("g.LEFT_VALUE", "1", rule)} OR {_below("g.RIGHT_VALUE", "1", rule)})
)
SELECT SUBJECT, THRESHOLD, 'low' AS BOUND, FROM_DAY, TO_DAY FROM below
UNION ALL
SELECT b.SUBJECT, b.THRESHOLD, 'high', b.FROM_DAY, b.TO_DAY FROM below AS b
JOIN (SELECT DISTINCT SUBJECT FROM unknown) AS u ON u.SUBJECT = b.SUBJECT
UNION ALL
SELECT SUBJECT, THRESHOLD, 'high', FROM_DAY, TO_DAY FROM unknown
"""


def _below(value: str, times: str, rule: Rule) -> str:
    """Write "value / times is below the threshold", without dividing.

    Rounded to tens, x counts while x is at most the threshold + 5 (where half to even rounds down) or below it.
    """
    side = "<" if rule.strict else "<="
    if rule.rounding == "none":
        return f"{value} {side} t.THRESHOLD * {times}"
    if rule.strict:
        edge = "t.THRESHOLD - 5"
        ties_down = "floor(t.THRESHOLD / 10) % 2 = 1"
    else:
        edge = "t.THRESHOLD + 5"
        ties_down = "floor(t.THRESHOLD / 10) % 2 = 0"
    return f"({value} < ({edge}) * {times} OR ({value} = ({edge}) * {times} AND {ties_down}))"


def _interpolated_below(rule: Rule) -> str:
    if rule.interpolation == "locf":
        return _below("g.LEFT_VALUE", "1", rule)
    if rule.interpolation == "log-linear":
        left, right = (
            f"ln(CAST(greatest(g.{side}_VALUE, {rule.log_floor}) AS DOUBLE))" for side in ("LEFT", "RIGHT")
        )
        # An interpolated value is no measurement: the rounding to 9 places only undoes the logarithm's noise.
        value = f"round(exp(((p.LENGTH - p.STEP) * {left} + p.STEP * {right}) / p.LENGTH), 9)"
        return _below(value, "1", rule)
    return _below("(g.LEFT_VALUE * (p.LENGTH - p.STEP) + g.RIGHT_VALUE * p.STEP)", "p.LENGTH", rule)


def _run_sql(name: str, rule: Rule) -> str:
    keys = "SUBJECT, THRESHOLD, BOUND"
    return f"""
WITH linked AS (
  SELECT {keys}, FROM_DAY, TO_DAY,
    CASE WHEN FROM_DAY - lag(TO_DAY) OVER (PARTITION BY {keys} ORDER BY FROM_DAY NULLS LAST)
      <= {rule.join_gap + 1} THEN 0 ELSE 1 END AS STARTS
  FROM {name}_span
), numbered AS (
  SELECT {keys}, FROM_DAY, TO_DAY,
    sum(STARTS) OVER (PARTITION BY {keys} ORDER BY FROM_DAY NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS RUN
  FROM linked
)
SELECT {keys}, min(FROM_DAY) AS FROM_DAY, max(TO_DAY) AS TO_DAY FROM numbered GROUP BY {keys}, RUN
"""


def _summary_sql(name: str, rule: Rule) -> str:
    limits = ", ".join(f"(CAST({limit} AS DECIMAL(18,6)))" for limit in rule.thresholds)
    length = "r.TO_DAY - r.FROM_DAY + 1"

    def days(how: str, bound: str) -> str:
        return f"coalesce({how}({length}) FILTER (WHERE r.BOUND = '{bound}'), 0)"

    return f"""
WITH threshold AS (SELECT * FROM (VALUES {limits}) AS v(THRESHOLD)),
measured AS (
  SELECT s.USUBJID, t.THRESHOLD, s.LAST_DAY, k.N_COUNTS, k.LAST_KNOWN, k.DAYS_UNKNOWN,
    {days("max", "low")} AS LONGEST, {days("max", "high")} AS LONGEST_HIGH,
    {days("sum", "low")} AS CUMULATIVE, {days("sum", "high")} AS CUMULATIVE_HIGH,
    bool_or(r.BOUND = 'low' AND r.FROM_DAY <= {rule.first_day + rule.start_by} AND r.TO_DAY = k.LAST_KNOWN)
      AS OPEN_AT_LAST
  FROM {name}_subject AS s
  JOIN threshold AS t ON TRUE
  JOIN {name}_known AS k ON k.SUBJECT = s.SUBJECT
  LEFT JOIN {name}_run AS r ON r.SUBJECT = s.SUBJECT AND r.THRESHOLD = t.THRESHOLD
  GROUP BY s.USUBJID, t.THRESHOLD, s.LAST_DAY, k.N_COUNTS, k.LAST_KNOWN, k.DAYS_UNKNOWN
)
SELECT USUBJID, THRESHOLD, LONGEST,
  CASE WHEN DAYS_UNKNOWN = 0 THEN LONGEST ELSE greatest(LONGEST, LONGEST_HIGH) END AS LONGEST_HIGH,
  CUMULATIVE,
  CASE WHEN DAYS_UNKNOWN = 0 THEN CUMULATIVE ELSE greatest(CUMULATIVE, CUMULATIVE_HIGH) END
    AS CUMULATIVE_HIGH,
  CASE WHEN N_COUNTS = 0 THEN NULL WHEN NOT coalesce(OPEN_AT_LAST, FALSE) THEN FALSE
    WHEN LAST_KNOWN = LAST_DAY THEN TRUE END AS NEVER_RECOVERED,
  LAST_DAY - {rule.first_day} + 1 AS DAYS, DAYS_UNKNOWN, {rule.first_day} AS FIRST_DAY, LAST_DAY, N_COUNTS
FROM measured
"""


LOWEST_TWO_COLUMNS = ("USUBJID", "N_VALUES", "LOWEST", "SECOND_LOWEST")


def lowest_two(name: str, series: str, ends: str, first_day: int = 31, last_day: int = 100) -> Relation:
    """Give the two lowest values of a window, of different days, and the number of days with a value.

    `series` and `ends` as in `runs_in_time`. A subject of `ends` without a value has N_VALUES 0.

    >>> lowest_two("late", "anc", "ends").columns
    ('USUBJID', 'N_VALUES', 'LOWEST', 'SECOND_LOWEST')
    """
    sql = f"""
WITH subject AS (
  SELECT USUBJID, least(coalesce(min(END_DAY), {last_day}), {last_day}) AS LAST_DAY FROM {ends} GROUP BY USUBJID
), daily AS (
  SELECT c.USUBJID, c.RDY, min(c.VALUE) AS VALUE
  FROM {series} AS c JOIN subject AS s ON c.USUBJID = s.USUBJID
  WHERE c.VALUE IS NOT NULL AND c.RDY >= {first_day} AND c.RDY <= s.LAST_DAY
  GROUP BY c.USUBJID, c.RDY
), ranked AS (
  SELECT USUBJID, VALUE,
    row_number() OVER (PARTITION BY USUBJID ORDER BY VALUE NULLS LAST, RDY NULLS LAST) AS PLACE
  FROM daily
)
SELECT s.USUBJID, count(r.PLACE) AS N_VALUES, max(CASE WHEN r.PLACE = 1 THEN r.VALUE END) AS LOWEST,
  max(CASE WHEN r.PLACE = 2 THEN r.VALUE END) AS SECOND_LOWEST
FROM subject AS s LEFT JOIN ranked AS r ON r.USUBJID = s.USUBJID
GROUP BY s.USUBJID
"""
    return Relation(name, sql, (series, ends), LOWEST_TWO_COLUMNS)
