"""Rules that hold a recorded value against what is known: ranges, units, terms; each is one relation of findings."""

from __future__ import annotations

from cartaid.engine import Relation
from cartaid.engine.session import number_text
from cartaid.study.checks.select import COLUMNS, finding_select, sequences_text
from cartaid.study.domains import DOMAINS
from cartaid.study.units import unit_key_sql


def item_out_of_range() -> Relation:
    """List items whose value they cannot have; `item_range` holds the ranges.

    The extremes of each test (`item_extreme`) are looked at first, so that a study without fault costs one pass.
    """
    same = "r.DOMAIN = o.DOMAIN AND r.TESTCD = o.TESTCD AND (r.CAT IS NULL OR r.CAT = o.CAT)"
    found = f"coalesce({number_text('o.VALUE')}, o.TEXT)"
    unit = "CASE WHEN r.UNIT = '' THEN '' ELSE concat_ws('', ' ', r.UNIT) END"
    steps = (
        "CASE WHEN r.STEP IS NULL OR o.VALUE % r.STEP = 0 OR o.VALUE IS NULL THEN '' WHEN r.STEP = 1 THEN ', whole' "
        f"ELSE concat_ws('', ' in steps of ', {number_text('r.STEP')}) END"
    )
    expected = (
        "CASE WHEN r.UNITKEY = '?' THEN concat_ws('', 'a value without unit or in ', r.UNIT) "
        f"ELSE concat_ws('', 'a number from ', {number_text('r.LOW')}, ' to ', {number_text('r.HIGH')}, {unit}, {steps}) "
        "END"
    )
    head = finding_select(
        "item-out-of-range",
        "'error'",
        "o.DOMAIN",
        f"concat_ws('', o.DOMAIN, ' ', o.TESTCD, ' on ', o.DTC, ': expected ', {expected}, ', found ', {found}, "
        "CASE WHEN r.UNITKEY IS NULL OR o.UNIT IS NULL THEN '' ELSE concat_ws('', ' ', o.UNIT) END)",
        "correct the value; leave it empty when it is not known",
        subject="o.USUBJID",
        seq="o.SEQ",
        variable="concat_ws('', o.DOMAIN, 'STRESN')",
        value=found,
    )
    return Relation(
        "check_item_out_of_range",
        "WITH suspect AS (SELECT DISTINCT o.DOMAIN, o.TESTCD FROM item_extreme AS o "
        f"JOIN item_range AS r ON {same} "
        "WHERE o.LEAST_FOUND < r.LOW OR o.GREATEST_FOUND > r.HIGH OR o.TEXTS > 0 "
        "OR (o.FRACTIONS > 0 AND r.STEP IS NOT NULL) OR (o.UNITS > 0 AND r.UNITKEY IS NOT NULL)), "
        "known AS (SELECT DISTINCT UNITKEY FROM item_range WHERE UNITKEY IS NOT NULL) "
        f"{head} FROM observation AS o JOIN suspect AS s ON s.DOMAIN = o.DOMAIN AND s.TESTCD = o.TESTCD "
        f"LEFT JOIN known AS k ON k.UNITKEY = coalesce({unit_key_sql('o.UNIT')}, '') "
        f"JOIN item_range AS r ON {same} AND (r.UNITKEY IS NULL OR r.UNITKEY = coalesce(k.UNITKEY, '?')) "
        "WHERE o.VALUE < r.LOW OR o.VALUE > r.HIGH OR o.VALUE % r.STEP <> 0 OR r.UNITKEY = '?' "
        "OR (o.VALUE IS NULL AND o.TEXT IS NOT NULL)",
        ("observation", "item_extreme", "item_range"),
        COLUMNS,
    )


def value_refused() -> Relation:
    """List values that are not used because their unit is missing or unknown, or because nobody has them."""
    head = finding_select(
        "value-refused",
        "'error'",
        "q.DOMAIN",
        "concat_ws('', q.DOMAIN, ' ', q.TESTCD, ' on ', q.DTC, ': expected ', "
        f"CASE q.REFUSED WHEN 'implausible' THEN concat_ws('', 'a value from ', {number_text('t.LOW')}, ' to ', "
        f"{number_text('t.HIGH')}, ' ', t.UNIT) ELSE concat_ws('', 'a unit such as ', t.UNIT) END, ', found ', "
        f"{number_text('o.VALUE')}, CASE WHEN o.UNIT IS NULL THEN ' without unit' ELSE concat_ws('', ' ', o.UNIT) END, "
        "'; the value is not used')",
        "fill in the unit, or correct value and unit",
        subject="q.USUBJID",
        seq="q.SEQ",
        variable="concat_ws('', q.DOMAIN, CASE q.REFUSED WHEN 'implausible' THEN 'STRESN' ELSE 'STRESU' END)",
        value=f"concat_ws(' ', {number_text('o.VALUE')}, o.UNIT)",
    )
    return Relation(
        "check_value_refused",
        f"{head} FROM quantity AS q JOIN unit_test AS t ON t.TESTCD = q.TESTCD "
        "JOIN observation AS o ON o.DOMAIN = q.DOMAIN AND o.USUBJID = q.USUBJID AND o.SEQ = q.SEQ "
        "AND o.TESTCD = q.TESTCD WHERE q.REFUSED IS NOT NULL",
        ("quantity", "unit_test", "observation"),
        COLUMNS,
    )


CRITERIA = ("AESHOSP", "AESLIFE", "AESDTH", "AESDISAB", "AESMIE")
"""The criteria of a serious event that cartaid reads."""

WORDS = (
    *("BLQ", "BLOQ", "BQL", "<LLOQ", "<LOQ", "BELOW LLOQ", "ND", "NOT DETECTED", "UNDETECTABLE", "NOT DONE"),
    *("NEGATIVE", "NEG", "NON-REACTIVE", "POSITIVE", "POS", "REACTIVE"),
    *("BORDERLINE", "EQUIVOCAL", "INDETERMINATE"),
)
"""Result texts of cells and antibodies that say something without a number."""

IN_WORDS = (*WORDS, "TRACE", "NORMAL", "ABNORMAL", "NOT APPLICABLE", "N/A", "NA")
"""Result texts of other tests that say something without a number."""

MEASURED = ("LB", "VS", "RE")
"""Domains whose tests with a unit are read as numbers."""


def value_unreadable() -> Relation:
    """List results of cells and antibodies that are negative, or a text that is no number: neither is used.

    Of laboratory tests, vital signs and lung function a text is listed where the test is one that cartaid reads as a
    number (`unit_test`); a text by which such a test is told in words or in crosses is not.
    """
    words, in_words = (", ".join(f"'{word}'" for word in listed) for listed in (WORDS, IN_WORDS))
    measured = ", ".join(f"'{code}'" for code in MEASURED)
    crosses = "regexp_matches(trim(q.TEXT), '^([0-9]? ?[+]+|[+]+ ?[0-9]?|-+)$')"
    titre = "regexp_matches(trim(q.TEXT), '^[<>]?=? ?1 ?: ?[0-9]+$')"
    head = finding_select(
        "value-unreadable",
        "'warning'",
        "q.DOMAIN",
        "concat_ws('', q.DOMAIN, ' ', q.TESTCD, ' on ', q.DTC, ': expected ', CASE WHEN q.VALUE < 0 "
        "THEN 'a number of 0 or more' ELSE 'a number' END, ', found ', "
        f"CASE WHEN q.VALUE < 0 THEN {number_text('q.VALUE')} ELSE concat_ws('', '''', q.TEXT, '''') END, "
        "'; the result is not used')",
        "correct the result, or write one below quantification as < and the limit",
        subject="q.USUBJID",
        seq="q.SEQ",
        variable="concat_ws('', q.DOMAIN, CASE WHEN q.VALUE < 0 THEN 'STRESN' ELSE 'STRESC' END)",
        value=f"CASE WHEN q.VALUE < 0 THEN {number_text('q.VALUE')} ELSE q.TEXT END",
    )
    return Relation(
        "check_value_unreadable",
        f"{head} FROM quantity AS q WHERE (q.DOMAIN IN ('CP', 'IS') AND q.REFUSED IS NULL AND (q.VALUE < 0 "
        f"OR (q.VALUE IS NULL AND q.TEXT IS NOT NULL AND upper(trim(q.TEXT)) NOT IN ({words}) AND NOT {titre}))) "
        f"OR (q.DOMAIN IN ({measured}) AND q.REFUSED IS NULL AND q.VALUE IS NULL AND q.TEXT IS NOT NULL "
        f"AND upper(trim(q.TEXT)) NOT IN ({in_words}) AND NOT {titre} AND NOT {crosses} "
        "AND q.TESTCD IN (SELECT TESTCD FROM unit_test))",
        ("quantity", "unit_test"),
        COLUMNS,
    )


def result_contradicts(code: str) -> Relation:
    """List records of a domain whose original and standardised number differ in one unit (or both without one).

    One may be the other, rounded: they differ by no more than half a step of the last place that both are written to.
    """
    original = f"TRY_CAST(trim({code}ORRES) AS DECIMAL(18,6))"
    written = number_text("STANDARD")
    places = "length(regexp_extract({}, '^[^.]*[.]([0-9]*)', 1))"
    both = f"least({places.format('RECORDED')}, {places.format(written)})"
    unit, other = (f"coalesce({unit_key_sql(f'{code}{name}U')}, '')" for name in ("ORRES", "STRES"))
    head = finding_select(
        "result-contradicts",
        "'warning'",
        f"'{code}'",
        f"concat_ws('', '{code}STRESN of ', TESTCD, ' on ', DTC, ': expected {code}ORRES ', RECORDED, "
        f"' in the same unit, found ', {written}, CASE WHEN UNIT IS NOT NULL THEN concat_ws('', ' ', UNIT) END, "
        "'; the standardised result is used')",
        "correct the one that is wrong, or its unit",
        seq="SEQ",
        variable=f"'{code}STRESN'",
        value=f"concat_ws('', RECORDED, ' / ', {written})",
    )
    return Relation(
        f"check_result_contradicts_{code.lower()}",
        f"WITH r AS (SELECT USUBJID, {code}SEQ AS SEQ, {code}TESTCD AS TESTCD, {code}DTC AS DTC, {code}STRESU AS UNIT, "
        f"trim({code}ORRES) AS RECORDED, {original} AS ORIGINAL, {code}STRESN AS STANDARD FROM {DOMAINS[code].table} "
        f"WHERE {original} <> {code}STRESN AND {unit} = {other} AND coalesce(upper({code}STAT), '') <> 'NOT DONE') "
        f"{head} FROM r WHERE CAST(abs(ORIGINAL - STANDARD) AS DOUBLE) > "
        f"greatest(0.500001 * power(10, -{both}), 0.000001 * abs(CAST(STANDARD AS DOUBLE)))",
        (DOMAINS[code].table,),
        COLUMNS,
    )


def serious_differs() -> Relation:
    """List patients with events that are recorded as not serious although a criterion of seriousness is Y."""
    events = (
        "concat_ws('', CAST(count(*) AS VARCHAR), CASE WHEN count(*) = 1 THEN ' event' ELSE ' events' END)"
    )
    said = " OR ".join(f"upper({name}) = 'Y'" for name in CRITERIA)
    which = "concat_ws(', ', {})".format(
        ", ".join(f"CASE WHEN bool_or(upper({name}) = 'Y') THEN '{name}' END" for name in CRITERIA)
    )
    head = finding_select(
        "serious-differs",
        "'warning'",
        "'AE'",
        f"concat_ws('', 'AESER: expected Y, as ', {which}, ' is Y, found N of ', {events}, ' (', "
        f"{sequences_text('AE', 'AESEQ')}, '); AESER is used')",
        "correct AESER or the criterion",
        seq="min(AESEQ)",
        variable="'AESER'",
        value="CAST(count(*) AS VARCHAR)",
    )
    return Relation(
        "check_serious_differs",
        f"{head} FROM sdtm_ae WHERE upper(AESER) = 'N' AND ({said}) GROUP BY USUBJID",
        ("sdtm_ae",),
        COLUMNS,
    )


def event_term_unmatched() -> Relation:
    """List the terms of declared events that no adverse event has: the event may not have happened, or be misspelt."""
    head = finding_select(
        "event-term-unmatched",
        "'note'",
        "'AE'",
        "concat_ws('', 'event ', e.LABEL, ' of study.toml: no adverse event has the term ', w.WORD)",
        "nothing to do where the event has not happened; else write the whole term as AEDECOD or AETERM has it",
        subject="CAST(NULL AS VARCHAR)",
        variable="'AEDECOD'",
        value="w.WORD",
    )
    return Relation(
        "check_event_term_unmatched",
        f"{head} FROM protocol_event_word AS w JOIN protocol_event AS e ON e.EVENT = w.EVENT "
        "WHERE w.KIND = 'term' AND NOT EXISTS (SELECT 1 FROM sdtm_ae AS a WHERE upper(a.AEDECOD) = w.WORD "
        "OR upper(a.AETERM) = w.WORD)",
        ("protocol_event_word", "protocol_event", "sdtm_ae"),
        COLUMNS,
    )


def frequency_unknown() -> Relation:
    """List medication records whose frequency is in no table; `known_frequency` holds the texts that are.

    Where the table is empty nothing is listed.
    """
    head = finding_select(
        "frequency-unknown",
        "'warning'",
        "'CM'",
        "concat_ws('', 'CMDOSFRQ: expected a frequency such as QD, BID, QOD or 1 TIME PER WEEK, found ', m.CMDOSFRQ, "
        "' of ', m.CMTRT, '; its daily dose is not known')",
        'write the CDISC term, or map the text in study.toml: [[codes]] with variable = "CMDOSFRQ"',
        subject="m.USUBJID",
        seq="m.CMSEQ",
        variable="'CMDOSFRQ'",
        value="m.CMDOSFRQ",
    )
    return Relation(
        "check_frequency_unknown",
        f"{head} FROM sdtm_cm AS m LEFT JOIN known_frequency AS k ON k.TEXT = upper(trim(m.CMDOSFRQ)) "
        "CROSS JOIN (SELECT count(*) AS N FROM known_frequency) AS n "
        "WHERE k.TEXT IS NULL AND m.CMDOSFRQ IS NOT NULL AND m.CMDOSE IS NOT NULL AND n.N > 0",
        ("sdtm_cm", "known_frequency"),
        COLUMNS,
    )
