"""Scored rows: every picked definition over its assessment table, placed in time, with baseline and change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from attrs import frozen

from cartaid.analysis.assessment import table_relations
from cartaid.analysis.assessment_table import AssessmentTable, assessed_by
from cartaid.engine import Relation, Session
from cartaid.engine.session import quoted
from cartaid.evaluators.bounded import bounded_evaluations
from cartaid.evaluators.evaluate import evaluation
from cartaid.evaluators.flat_table import columns_in_use, may_be_bounds
from cartaid.instruments.definition import Definition, Score

RAW = ("USUBJID", "ADT", "ADTM", "PARAMCD", "AVAL", "AVALC", "ALOW", "AHIGH", "STATUS", "REASON", "DEFID")
"""Columns of every relation of derived values before it is placed in time."""

ROW = (
    "STUDYID USUBJID PARAMCD PARAM ADT ADTM ADTF RDY ADY APERIOD AVISIT AVISITN AVAL AVALC ALOW AHIGH STATUS "
    "REASON DEFID ABLFL BASE CHG ABL2FL BASE2 CHG2 ANL01FL SRCID DATASET"
).split()
"""Columns of a scored row.

ADTF is D where the day is not recorded: ADT, RDY and ADY are then those of the last possible day.
"""


@frozen
class Parameter:
    """One parameter code: its title, the definition it comes from, the dataset its rows go to."""

    paramcd: str
    param: str
    defid: str
    dataset: str


def parameters(definition: Definition) -> list[Parameter]:
    """Give the parameters a definition produces.

    >>> from cartaid.instruments.catalogue import definition
    >>> [p.paramcd for p in parameters(definition("tis-2016"))]
    ['TIS', 'TISCAT', 'TISMAX']
    """
    method = definition.method
    score = isinstance(method, Score)
    dataset = "adtx" if definition.kind == "grade" else "adqs" if score else "adrs"
    found = [Parameter(definition.paramcd, definition.title, definition.id, dataset)]
    if definition.category_paramcd:
        title = f"{definition.title}, category"
        found.append(Parameter(definition.category_paramcd, title, definition.id, "adrs"))
    if isinstance(method, Score) and method.attainable:
        title = f"{definition.title}, attainable from this baseline"
        found.append(Parameter(f"{definition.paramcd}MAX", title, definition.id, "adqs"))
    return found


def present_records(session: Session, known: str = "observed") -> set[tuple[str, str, str]]:
    """Give every (domain, test, category) that holds a value, and each test without regard to category."""
    rows = session.rows(
        f"SELECT DISTINCT DOMAIN, TESTCD, coalesce(CAT, '') FROM {known} "
        "WHERE VALUE IS NOT NULL OR TEXT IS NOT NULL"
    )
    return {(d, t, c) for d, t, c in rows} | {(d, t, "") for d, t, _ in rows}


def picked(
    definitions: Iterable[Definition],
    diseases: Iterable[str],
    present: set[tuple[str, str, str]],
    named: Sequence[str] = (),
) -> list[Definition]:
    """Pick the definitions a study can answer.

    One that always runs is picked where its disease occurs and something assesses it; one that runs when recorded where
    every test it uses by the defaults of its switches was recorded or derived; any that `study.toml` names, where
    something assesses it.
    """
    groups = {disease.upper() for disease in diseases}
    chosen = []
    for definition in definitions:

        def there(ids: Iterable[str], definition: Definition = definition) -> list[bool]:
            records = [definition.item(id).record for id in ids]
            return [
                (r.domain, r.testcd, r.cat) in present
                for r in records
                if r is not None and r.domain != "SUBJECT"
            ]

        if not any(there(assessed_by(definition))):
            continue
        own = definition.disease.upper() in {*groups, "ANY", "OTHER"}
        wanted = definition.run == "always" or (
            definition.run == "when recorded" and all(there(sorted(columns_in_use(definition))))
        )
        if definition.id in named or (own and wanted):
            chosen.append(definition)
    return chosen


def score_relations(
    tables: Sequence[AssessmentTable],
    switches: Mapping[str, Mapping[str, str]],
    name: str,
    known: str = "evidence",
    disagreeing: bool = False,
    bounded: Collection[tuple[str, str]] = (),
) -> tuple[Relation, ...]:
    """Give the relations that score every definition of these tables; the last, `name`, unites the rows.

    `disagreeing` says that the study has records that disagree: the reasons then name their items. `bounded` lists
    the domains and tests of which results are known only as bounds.
    """
    relations: list[Relation] = []
    rows: list[str] = []
    results: list[str] = []
    for table in tables:
        bounds = {
            item.id
            for item in table.items
            if item.type == "number" and item.record and (item.record.domain, item.record.testcd) in bounded
        }
        relations += table_relations(table, known, disagreeing, bounds)
        keys = ("USUBJID", "ADT", *(["TWICE"] if disagreeing else []))
        for definition in table.definitions:
            chosen = switches.get(definition.id)
            result = f"result_{definition.id.replace('-', '_').replace('.', '_')}"
            items = [item for item in may_be_bounds(definition) if item.id in bounds]
            relations += (
                bounded_evaluations(definition, table.name, items, keys, chosen, result)
                if items
                else [evaluation(definition, table.name, keys, chosen, name=result)]
            )
            results.append(result)
            rows += _rows(definition, result, disagreeing)
    if not rows:
        return (*relations, Relation(name, _no_rows(), ("subject",), RAW))
    plain = RAW + (("TWICE",) if disagreeing else ())
    # As a view the results are not held twice; the list of disagreeing items would read it once more.
    relations.append(
        Relation(f"{name}_result", " UNION ALL ".join(rows), tuple(results), plain, kept=disagreeing)
    )
    asks_medication = any(_asks_medication(known) for table in tables for known in table.definitions)
    relations.append(_with_reasons(name, asks_medication, disagreeing))
    return tuple(relations)


def _asks_medication(definition: Definition) -> bool:
    """Say whether a definition asks for a dose or a drug level."""
    return any(item.record is not None and item.record.domain == "ADCM" for item in definition.items)


def _with_reasons(name: str, asks_medication: bool, disagreeing: bool) -> Relation:
    """Give the results with what left them undetermined: a drug that leaves a dose or level open, records that disagree."""
    source = f"{name}_result"
    more, joins, inputs = [], [], [source]
    day = "USUBJID, ADT, PARAMCD"
    if asks_medication:
        more.append("o.REASON")
        joins.append(
            "LEFT JOIN (SELECT m.USUBJID, m.ADT, i.PARAMCD, min(m.REASON) AS REASON FROM medication_open AS m "
            "JOIN item_role AS i ON i.TESTCD = m.TESTCD AND i.DOMAIN = 'ADCM' GROUP BY m.USUBJID, m.ADT, i.PARAMCD) "
            "AS o ON o.USUBJID = s.USUBJID AND o.ADT = s.ADT AND o.PARAMCD = s.PARAMCD"
        )
        inputs += ["medication_open", "item_role"]
    if disagreeing:
        more.append("CASE WHEN t.ITEMS IS NOT NULL THEN concat('two records disagree: ', t.ITEMS) END")
        joins.append(
            f"LEFT JOIN (SELECT {day}, string_agg(ROLE, ', ' ORDER BY ROLE NULLS LAST) AS ITEMS FROM (SELECT DISTINCT "
            f"r.USUBJID, r.ADT, r.PARAMCD, i.ROLE FROM {source} AS r JOIN item_role AS i ON i.PARAMCD = r.PARAMCD "
            "AND i.IS_READ AND strpos(concat(', ', r.TWICE, ', '), concat(', ', i.ROLE, ', ')) > 0 "
            f"WHERE r.STATUS = 'UNDETERMINED' AND r.TWICE IS NOT NULL) AS named GROUP BY {day}) "
            "AS t ON t.USUBJID = s.USUBJID AND t.ADT = s.ADT AND t.PARAMCD = s.PARAMCD"
        )
        inputs.append("item_role")
    reasons = f"nullif(concat_ws('; ', {', '.join(['s.REASON', *more])}), '')"
    columns = ", ".join(f"{reasons} AS REASON" if column == "REASON" else f"s.{column}" for column in RAW)
    # Most results are determined and pass by these joins; only a pulse on their day is said.
    passed = f"SELECT {', '.join(RAW)} FROM {source} WHERE STATUS <> 'UNDETERMINED'"
    if asks_medication:
        said = ", ".join(
            "nullif(concat_ws('; ', s.REASON, p.REASON), '') AS REASON"
            if column == "REASON"
            else f"s.{column}"
            for column in RAW
        )
        passed = (
            f"SELECT {said} FROM {source} AS s LEFT JOIN medication_pulse AS p ON p.USUBJID = s.USUBJID "
            "AND p.ADT = s.ADT AND p.PARAMCD = s.PARAMCD WHERE s.STATUS <> 'UNDETERMINED'"
        )
        inputs.append("medication_pulse")
    sql = f"{passed} UNION ALL SELECT {columns} FROM {source} AS s {' '.join(joins)} WHERE s.STATUS = 'UNDETERMINED'"
    return Relation(name, sql, tuple(dict.fromkeys(inputs)), RAW)


def _rows(definition: Definition, result: str, disagreeing: bool) -> list[str]:
    head = "SELECT USUBJID, ADT, CAST(NULL AS TIMESTAMP) AS ADTM"
    id = quoted(definition.id) + " AS DEFID" + (", TWICE" if disagreeing else "")
    category = "CAST(NULL AS VARCHAR)" if isinstance(definition.method, Score) else "category"
    rows = [
        f"{head}, '{definition.paramcd}' AS PARAMCD, value AS AVAL, {category} AS AVALC, low AS ALOW, "
        f"high AS AHIGH, status AS STATUS, reason AS REASON, {id} FROM {result}"
    ]
    if definition.category_paramcd:
        rows.append(
            f"{head}, '{definition.category_paramcd}' AS PARAMCD, CAST(NULL AS DOUBLE) AS AVAL, "
            "CASE WHEN status = 'NOT_APPLICABLE' THEN NULL ELSE coalesce(category, 'UNDETERMINED') END AS AVALC, "
            "CAST(NULL AS DOUBLE) AS ALOW, CAST(NULL AS DOUBLE) AS AHIGH, "
            "CASE WHEN status = 'NOT_APPLICABLE' THEN status WHEN category IS NULL THEN 'UNDETERMINED' "
            f"ELSE 'DETERMINED' END AS STATUS, reason AS REASON, {id} FROM {result}"
        )
    if isinstance(definition.method, Score) and definition.method.attainable:
        rows.append(
            f"{head}, '{definition.paramcd}MAX' AS PARAMCD, "
            "CASE WHEN status <> 'NOT_APPLICABLE' THEN CAST(attainable AS DOUBLE) END AS AVAL, "
            "CAST(NULL AS VARCHAR) AS AVALC, CAST(NULL AS DOUBLE) AS ALOW, CAST(NULL AS DOUBLE) AS AHIGH, "
            "CASE WHEN status = 'NOT_APPLICABLE' THEN status WHEN attainable IS NULL THEN 'UNDETERMINED' "
            "ELSE 'DETERMINED' END AS STATUS, CASE WHEN attainable IS NULL OR status = 'NOT_APPLICABLE' THEN reason END "
            f"AS REASON, {id} FROM {result}"
        )
    return rows


def _no_rows() -> str:
    return (
        "SELECT USUBJID, CAST(NULL AS DATE) AS ADT, CAST(NULL AS TIMESTAMP) AS ADTM, '' AS PARAMCD, "
        "CAST(NULL AS DOUBLE) AS AVAL, '' AS AVALC, CAST(NULL AS DOUBLE) AS ALOW, "
        "CAST(NULL AS DOUBLE) AS AHIGH, '' AS STATUS, '' AS REASON, '' AS DEFID FROM subject WHERE FALSE"
    )


def united(name: str, sources: Sequence[str]) -> Relation:
    """Put raw scored rows of several relations under each other, as a view.

    >>> united("scored", ["scored_first", "scored_second"]).inputs
    ('scored_first', 'scored_second')
    """
    union = " UNION ALL ".join(f"SELECT {', '.join(RAW)} FROM {source}" for source in sources)
    return Relation(name, union, tuple(sources), RAW, kept=False)


def placed_relations() -> tuple[Relation, ...]:
    """Place the rows of `scored` in time: `placed`, one row a subject, parameter and date.

    The visit is the window the day falls into; of several rows of one visit the determined one nearest to the
    target day is analysed (see `scored_row`), the later one of a tie. Baselines are the last determined values up to
    each rule's reference day; `CHG` is given where both value and baseline are single numbers.
    """
    day = Relation(
        "analysis_day",
        """
        SELECT d.USUBJID, d.ADT, p.APERIOD, date_diff('day', p.DAY0, d.ADT) AS RDY,
            date_diff('day', p.DAY0, d.ADT) + CASE WHEN d.ADT >= p.DAY0 THEN 1 ELSE 0 END AS ADY,
            v.AVISITN, v.AVISIT, abs(date_diff('day', p.DAY0, d.ADT) - v.TARGET) AS DISTANCE
        FROM (SELECT DISTINCT USUBJID, ADT FROM scored) AS d
        JOIN period AS p ON p.USUBJID = d.USUBJID
            AND (p.STARTS IS NULL OR d.ADT >= p.STARTS) AND (p.ENDS IS NULL OR d.ADT <= p.ENDS)
        LEFT JOIN protocol_visit AS v
            ON date_diff('day', p.DAY0, d.ADT) >= v.LOW AND date_diff('day', p.DAY0, d.ADT) <= v.HIGH
        """,
        ("scored", "period", "protocol_visit"),
        ("USUBJID", "ADT", "APERIOD", "RDY", "ADY", "AVISITN", "AVISIT", "DISTANCE"),
    )
    baseline = Relation(
        "baseline",
        """
        SELECT s.USUBJID, s.PARAMCD, b.APERIOD, b.RULE, s.ADT, s.ADTM, s.AVAL
        FROM scored AS s JOIN baseline_reference AS b ON b.USUBJID = s.USUBJID AND s.ADT <= b.REFERENCE
        WHERE s.STATUS = 'DETERMINED' AND s.AVAL IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY s.USUBJID, s.PARAMCD, b.APERIOD, b.RULE
            ORDER BY CASE WHEN b.EARLIEST THEN s.ADT END NULLS LAST, s.ADT DESC NULLS LAST,
                s.ADTM DESC NULLS LAST) = 1
        """,
        ("scored", "baseline_reference"),
        ("USUBJID", "PARAMCD", "APERIOD", "RULE", "ADT", "ADTM", "AVAL"),
    )
    placed = Relation(
        "placed",
        """
        SELECT u.STUDYID, s.USUBJID, s.PARAMCD, m.PARAM, s.ADT, s.ADTM,
            CASE WHEN q.USUBJID IS NOT NULL THEN 'D' END AS ADTF, d.RDY, d.ADY, d.APERIOD, d.AVISIT,
            d.AVISITN, s.AVAL, s.AVALC, s.ALOW, s.AHIGH, s.STATUS,
            CASE WHEN q.USUBJID IS NULL THEN s.REASON
                ELSE concat_ws('; ', s.REASON, concat('dated ', q.DTC, ', shown at the last possible day')) END AS REASON,
            s.DEFID,
            CASE WHEN s.ADT = b.ADT AND s.ADTM IS NOT DISTINCT FROM b.ADTM THEN 'Y' END AS ABLFL,
            b.AVAL AS BASE, s.AVAL - b.AVAL AS CHG,
            CASE WHEN s.ADT = c.ADT AND s.ADTM IS NOT DISTINCT FROM c.ADTM THEN 'Y' END AS ABL2FL,
            c.AVAL AS BASE2, s.AVAL - c.AVAL AS CHG2, d.DISTANCE, m.DATASET
        FROM scored AS s
        JOIN subject AS u ON u.USUBJID = s.USUBJID
        JOIN parameter AS m ON m.PARAMCD = s.PARAMCD
        LEFT JOIN analysis_day AS d ON d.USUBJID = s.USUBJID AND d.ADT = s.ADT
        LEFT JOIN partial_day AS q ON q.USUBJID = s.USUBJID AND q.ADT = s.ADT
        LEFT JOIN baseline AS b ON b.USUBJID = s.USUBJID AND b.PARAMCD = s.PARAMCD
            AND b.APERIOD = d.APERIOD AND b.RULE = 1
        LEFT JOIN baseline AS c ON c.USUBJID = s.USUBJID AND c.PARAMCD = s.PARAMCD
            AND c.APERIOD = d.APERIOD AND c.RULE = 2
        """,
        ("scored", "subject", "parameter", "analysis_day", "partial_day", "baseline"),
        (*(name for name in ROW if name not in ("ANL01FL", "SRCID", "DATASET")), "DISTANCE", "DATASET"),
    )
    return day, baseline, placed


def scored_row() -> Relation:
    """Number the placed rows (`SRCID`) and flag the analysed row of each visit: the sorted, final form."""
    columns = ", ".join(name for name in ROW if name not in ("ANL01FL", "SRCID", "DATASET"))
    return Relation(
        "scored_row",
        f"""
        SELECT {columns},
            CASE WHEN AVISIT IS NOT NULL AND row_number() OVER (PARTITION BY USUBJID, PARAMCD, APERIOD, AVISIT
                ORDER BY CASE WHEN STATUS = 'DETERMINED' THEN 0 ELSE 1 END NULLS LAST, DISTANCE NULLS LAST,
                    ADT DESC NULLS LAST, ADTM DESC NULLS LAST) = 1 THEN 'Y' END AS ANL01FL,
            row_number() OVER (ORDER BY USUBJID NULLS LAST, PARAMCD NULLS LAST, ADT NULLS LAST,
                ADTM NULLS LAST) AS SRCID, DATASET
        FROM placed
        """,
        ("placed",),
        tuple(ROW),
    )
