"""Rules that look at several records or tables at once; each is one relation with the columns of a finding."""

from __future__ import annotations

from collections.abc import Mapping

from cartaid.engine import Relation
from cartaid.study.checks.ages import age_differs
from cartaid.study.checks.deaths import death_differs, death_not_in_dm, infusion_after_death
from cartaid.study.checks.duplicates import assessment_twice, sequence_twice
from cartaid.study.checks.scales import item_extreme, scale_without_unit, unit_at_one_assessment
from cartaid.study.checks.select import COLUMNS, finding_select, sequences_text
from cartaid.study.checks.values import (
    event_term_unmatched,
    frequency_unknown,
    item_out_of_range,
    result_contradicts,
    serious_differs,
    value_refused,
    value_unreadable,
)
from cartaid.study.domains import DOMAINS, FINDING_DOMAINS, Domain
from cartaid.study.typed import text_of


def subject_not_in_dm(code: str) -> Relation:
    """List patients that have records in a domain but are not in DM."""
    head = finding_select(
        "subject-not-in-dm",
        "'error'",
        f"'{code}'",
        f"concat_ws('', 'domain {code}: expected patients of DM, found ', r.USUBJID, ' with ', "
        "CAST(r.ROWS_FOUND AS VARCHAR), ' rows')",
        "add the patient to DM, or correct USUBJID",
        subject="r.USUBJID",
        variable="'USUBJID'",
        value="r.USUBJID",
    )
    return Relation(
        f"check_subject_not_in_dm_{code.lower()}",
        f"WITH r AS (SELECT USUBJID, count(*) AS ROWS_FOUND FROM {DOMAINS[code].table} GROUP BY USUBJID) "
        f"{head} FROM r LEFT JOIN sdtm_dm AS d ON d.USUBJID = r.USUBJID WHERE d.USUBJID IS NULL",
        (DOMAINS[code].table, "sdtm_dm"),
        COLUMNS,
    )


def before_birth(code: str, name: str) -> Relation:
    """List patients with records dated before their birth, one finding a patient and variable."""
    table = DOMAINS[code].table
    numbered = any(v.name == f"{code}SEQ" for v in DOMAINS[code].variables)
    seq = f", min_by(t.{code}SEQ, t.{name}_LAST) AS {code}SEQ" if numbered else ""
    counted = "' results before birth are not used'" if code in FINDING_DOMAINS else "' rows are dated so'"
    listed = sequences_text(code, f"t.{code}SEQ") if numbered else "CAST(NULL AS VARCHAR)"
    head = finding_select(
        "before-birth",
        "'error'",
        f"'{code}'",
        f"concat_ws('', '{name}: expected a day on or after birth (', b.BRTHDTC, '), found ', "
        f"CAST(r.EARLIEST AS VARCHAR), '; ', CAST(r.ROWS_FOUND AS VARCHAR), {counted}, "
        "CASE WHEN r.LISTED IS NOT NULL THEN concat_ws('', ' (', r.LISTED, ')') END)",
        "correct the date, or BRTHDTC of the patient in DM",
        subject="r.USUBJID",
        seq=f"r.{code}SEQ" if numbered else "CAST(NULL AS BIGINT)",
        variable=f"'{name}'",
        value="CAST(r.EARLIEST AS VARCHAR)",
    )
    return Relation(
        f"check_before_birth_{code}_{name}".lower(),
        f"WITH r AS (SELECT t.USUBJID, min(t.{name}_LAST) AS EARLIEST{seq}, {listed} AS LISTED, "
        f"count(*) AS ROWS_FOUND FROM {table} AS t "
        f"JOIN sdtm_dm AS d ON d.USUBJID = t.USUBJID AND t.{name}_LAST < d.BRTHDTC_FIRST GROUP BY t.USUBJID) "
        f"{head} FROM r JOIN sdtm_dm AS b ON b.USUBJID = r.USUBJID",
        (table, "sdtm_dm"),
        COLUMNS,
    )


def after_death(code: str, name: str) -> Relation:
    """List patients with results dated after their death, one finding a patient and variable."""
    table = DOMAINS[code].table
    head = finding_select(
        "after-death",
        "'error'",
        f"'{code}'",
        f"concat_ws('', '{name}: expected a day up to death (', b.WRITTEN, ' in ', b.DOMAIN, '.', b.VARIABLE, '), found ', "
        "CAST(r.LATEST AS VARCHAR), '; ', CAST(r.ROWS_FOUND AS VARCHAR), ' results after death are not used (', "
        "r.LISTED, ')')",
        "correct the date or that of the death",
        subject="r.USUBJID",
        seq=f"r.{code}SEQ",
        variable=f"'{name}'",
        value="CAST(r.LATEST AS VARCHAR)",
    )
    return Relation(
        f"check_after_death_{code}_{name}".lower(),
        f"WITH r AS (SELECT t.USUBJID, max(t.{name}_FIRST) AS LATEST, max_by(t.{code}SEQ, t.{name}_FIRST) AS {code}SEQ, "
        f"{sequences_text(code, f't.{code}SEQ')} AS LISTED, "
        f"count(*) AS ROWS_FOUND FROM {table} AS t JOIN death AS d ON d.USUBJID = t.USUBJID "
        f"AND t.{name}_FIRST > d.DIED GROUP BY t.USUBJID) "
        f"{head} FROM r JOIN death AS b ON b.USUBJID = r.USUBJID",
        (table, "death"),
        COLUMNS,
    )


def subject_twice(kind: str) -> Relation:
    """List patients that are in DM more than once; `kind` is the SQL type that their USUBJID arrived with."""
    subject = text_of("USUBJID", kind)
    head = finding_select(
        "subject-twice",
        "'error'",
        "'DM'",
        "concat_ws('', 'domain DM: expected one row a patient, found ', CAST(count(*) AS VARCHAR), ' of ', d.USUBJID, "
        "'; the first is used, the others are not')",
        "keep one row a patient",
        subject="d.USUBJID",
        variable="'USUBJID'",
        value="CAST(count(*) AS VARCHAR)",
    )
    return Relation(
        "check_subject_twice",
        f"{head} FROM (SELECT {subject} AS USUBJID FROM raw_dm) AS d WHERE d.USUBJID IS NOT NULL "
        "GROUP BY d.USUBJID HAVING count(*) > 1",
        ("raw_dm",),
        COLUMNS,
    )


def no_infusion() -> Relation:
    """List patients without a dated CAR T infusion, and say what day 0 is where it is not an infusion.

    As in `analysis/subject.py`: where no CAR T infusion is recorded, or the protocol counts from
    the first exposure, day 0 is the first complete date of EX, and DM.RFXSTDTC where EX has none.
    """
    head = finding_select(
        "no-infusion",
        "CASE WHEN p.LISTED OR p.EXPOSED IS NOT NULL OR NOT a.BY_EXPOSURE AND p.IN_EX OR p.REFERENCE IS NOT NULL "
        "THEN 'warning' ELSE 'note' END",
        "'EX'",
        "concat_ws('', 'domain EX: expected ', CASE WHEN a.BY_EXPOSURE THEN 'a dated exposure' "
        "ELSE 'a dated CAR T infusion' END, ' of ', p.USUBJID, ', found ', "
        "CASE WHEN p.LISTED AND NOT a.BY_EXPOSURE THEN CASE WHEN p.WRITTEN IS NULL THEN 'one without date' "
        "ELSE concat_ws('', 'one dated ', p.WRITTEN, ', which gives no day before the data cut') END "
        "WHEN p.IN_EX AND NOT a.BY_EXPOSURE THEN 'other exposure only' WHEN p.IN_EX THEN 'none that is dated' "
        "ELSE 'none' END, CASE WHEN a.BY_EXPOSURE AND p.REFERENCE IS NOT NULL "
        "THEN concat_ws('', '; day 0 is DM.RFXSTDTC, ', CAST(p.REFERENCE AS VARCHAR)) "
        "ELSE '; the patient has no day 0' END)",
        "fill in EXSTDTC, or name the category or treatment of the infusion in study.toml, section [exposure]",
        subject="p.USUBJID",
        variable="CASE WHEN p.LISTED THEN 'EXSTDTC' ELSE 'EXCAT' END",
    )
    fallback = finding_select(
        "no-infusion",
        "'warning'",
        "'EX'",
        "concat_ws('', 'domain EX: expected a CAR T infusion, found none in the study; day 0 is "
        "the first exposure: by EX of ', CAST(b.BY_EX AS VARCHAR), ', by DM.RFXSTDTC of ', CAST(b.BY_DM AS VARCHAR), "
        "', of none of ', CAST(b.BY_NOTHING AS VARCHAR), ' patients')",
        "fill in EXSTDTC, or name the category or treatment of the infusion in study.toml, section [exposure]",
        subject="CAST(NULL AS VARCHAR)",
        variable="'EXCAT'",
    )
    return Relation(
        "check_no_infusion",
        "WITH cut AS (SELECT max(TRY_CAST(VALUE AS DATE)) AS DAY FROM protocol_setting WHERE NAME = 'study.data_cut'), "
        "e AS (SELECT x.USUBJID, bool_or(coalesce(x.EXCAT = 'CAR T', FALSE)) AS LISTED, "
        "min(CASE WHEN x.EXCAT = 'CAR T' THEN x.EXSTDTC END) AS WRITTEN, "
        "bool_or(coalesce(x.EXCAT = 'CAR T' AND x.EXSTDTC_FIRST = x.EXSTDTC_LAST "
        "AND (c.DAY IS NULL OR x.EXSTDTC_FIRST <= c.DAY), FALSE)) AS INFUSED, "
        "min(CASE WHEN x.EXSTDTC_FIRST = x.EXSTDTC_LAST THEN x.EXSTDTC_FIRST END) AS EXPOSED "
        "FROM sdtm_ex AS x CROSS JOIN cut AS c GROUP BY x.USUBJID), "
        "asked AS (SELECT count(*) AS N FROM protocol_setting "
        "WHERE NAME = 'day0.rule' AND VALUE = 'first exposure'), "
        "infused AS (SELECT count(*) AS N FROM e WHERE LISTED), "
        "a AS (SELECT asked.N > 0 OR infused.N = 0 AS BY_EXPOSURE, asked.N = 0 AND infused.N = 0 AS FALLS_BACK "
        "FROM asked CROSS JOIN infused), "
        "p AS (SELECT DISTINCT d.USUBJID, coalesce(e.LISTED, FALSE) AS LISTED, coalesce(e.INFUSED, FALSE) AS INFUSED, "
        "e.WRITTEN, e.EXPOSED, e.USUBJID IS NOT NULL AS IN_EX, "
        "CASE WHEN d.RFXSTDTC_FIRST = d.RFXSTDTC_LAST THEN d.RFXSTDTC_FIRST END AS REFERENCE "
        "FROM sdtm_dm AS d LEFT JOIN e ON e.USUBJID = d.USUBJID), "
        "b AS (SELECT count(EXPOSED) AS BY_EX, count(*) FILTER (WHERE EXPOSED IS NULL AND REFERENCE IS NOT NULL) "
        "AS BY_DM, count(*) FILTER (WHERE EXPOSED IS NULL AND REFERENCE IS NULL) AS BY_NOTHING FROM p) "
        f"{head} FROM p CROSS JOIN a CROSS JOIN b "
        "WHERE CASE WHEN a.BY_EXPOSURE THEN p.EXPOSED IS NULL "
        # Where EX dates nobody, the one finding on the study says so for all.
        "AND (p.REFERENCE IS NULL OR b.BY_EX > 0 OR NOT a.FALLS_BACK) ELSE NOT p.INFUSED END "
        f"UNION ALL {fallback} FROM a CROSS JOIN b WHERE a.FALLS_BACK",
        ("sdtm_dm", "sdtm_ex", "protocol_setting"),
        COLUMNS,
    )


def disease_unknown() -> Relation:
    """List patients whose disease group is unknown; one finding when nobody's is known.

    Where DM tells the group of some patients, one whose value there maps to none is listed too, although the history
    tells it: the value may be misspelt.
    """
    head = finding_select(
        "disease-unknown",
        "'warning'",
        "'DM'",
        "CASE WHEN a.KNOWN = 0 THEN 'domain DM: expected the disease group (SLE, IIM, SSC) of the patients, "
        "found it of none; nothing is derived by disease' "
        "WHEN p.DISEASE IS NOT NULL THEN concat_ws('', a.SOURCE, ': expected a value that study.toml maps to a disease group, "
        "found ''', p.RECORDED, '''; the group ', p.DISEASE, ' is that of MH') "
        "ELSE concat_ws('', 'domain DM: expected the disease group (SLE, IIM, SSC) of ', p.USUBJID, ', found none') END",
        "tell the group in study.toml, section disease",
        subject="CASE WHEN a.KNOWN > 0 THEN p.USUBJID END",
        variable="CASE WHEN p.DISEASE IS NOT NULL THEN substr(a.SOURCE, 4) END",
        value="CASE WHEN p.DISEASE IS NOT NULL THEN p.RECORDED END",
    )
    return Relation(
        "check_disease_unknown",
        "WITH p AS (SELECT USUBJID, DISEASE, SOURCE, RECORDED, row_number() OVER (ORDER BY USUBJID NULLS LAST) AS N "
        "FROM protocol_patient), a AS (SELECT count(DISEASE) AS KNOWN, "
        "max(CASE WHEN SOURCE LIKE 'DM.%' THEN SOURCE END) AS SOURCE FROM p) "
        f"{head} FROM p CROSS JOIN a WHERE (p.DISEASE IS NULL AND (a.KNOWN > 0 OR p.N = 1)) "
        "OR (p.SOURCE = 'MH' AND a.SOURCE IS NOT NULL AND p.RECORDED IS NOT NULL)",
        ("protocol_patient",),
        COLUMNS,
    )


def after_data_cut(code: str, name: str) -> Relation:
    """List patients with records dated after the data cut, one finding a patient and variable."""
    table = DOMAINS[code].table
    numbered = any(v.name == f"{code}SEQ" for v in DOMAINS[code].variables)
    seq = f"min_by(t.{code}SEQ, t.{name}_FIRST)" if numbered else "CAST(NULL AS BIGINT)"
    listed = sequences_text(code, f"t.{code}SEQ") if numbered else "CAST(NULL AS VARCHAR)"
    head = finding_select(
        "after-data-cut",
        "'note'",
        f"'{code}'",
        f"concat_ws('', '{name}: ', CAST(n.ROWS_FOUND AS VARCHAR), CASE WHEN n.ROWS_FOUND = 1 THEN ' row is' ELSE "
        "' rows are' END, ' dated after the data cut ', n.CUT, ', the last ', CAST(n.LATEST AS VARCHAR), "
        "CASE WHEN n.LISTED IS NOT NULL THEN concat_ws('', ' (', n.LISTED, ')') END, ', and not used')",
        "correct the date, or move the data cut in study.toml to use them",
        subject="n.USUBJID",
        seq="n.SEQ",
        variable=f"'{name}'",
        value="CAST(n.LATEST AS VARCHAR)",
    )
    return Relation(
        f"check_after_data_cut_{code}_{name}".lower(),
        f"WITH n AS (SELECT t.USUBJID, {seq} AS SEQ, {listed} AS LISTED, max(t.{name}_FIRST) AS LATEST, "
        f"count(*) AS ROWS_FOUND, max(s.VALUE) AS CUT FROM {table} AS t "
        f"JOIN protocol_setting AS s ON s.NAME = 'study.data_cut' AND t.{name}_FIRST > TRY_CAST(s.VALUE AS DATE) "
        f"GROUP BY t.USUBJID) {head} FROM n",
        (table, "protocol_setting"),
        COLUMNS,
    )


def start_date(domain: Domain) -> str | None:
    """Name the variable that dates a record of a domain: its start, or its date of collection.

    >>> start_date(DOMAINS["AE"]), start_date(DOMAINS["LB"])
    ('AESTDTC', 'LBDTC')
    """
    for name in (f"{domain.code}STDTC", f"{domain.code}DTC"):
        if name in domain.dates:
            return name
    return None


def set_rules(codes: Mapping[str, Mapping[str, str]], data_cut: bool) -> list[Relation]:
    """Give the rules that apply to a study.

    `codes` are the domains that are there with the variables that arrived and their SQL types; `data_cut` says
    whether the protocol names one.

    >>> [r.name for r in set_rules({"DM": {"USUBJID": "VARCHAR"}}, False)][:3]
    ['check_no_infusion', 'check_disease_unknown', 'check_death_not_in_dm']
    """
    rules = (
        [
            *(no_infusion(), disease_unknown()),
            *(death_not_in_dm(), death_differs(), infusion_after_death(), age_differs()),
        ]
        if "DM" in codes
        else []
    )
    if "USUBJID" in codes.get("DM", ()):
        rules.append(subject_twice(codes["DM"]["USUBJID"]))
    for code in codes:
        domain = DOMAINS[code]
        if code == "DM":
            continue
        name = start_date(domain)
        if "DM" in codes:
            rules.append(subject_not_in_dm(code))
            if name:
                rules.append(before_birth(code, name))
            if name and code in FINDING_DOMAINS:
                rules.append(after_death(code, name))
        if data_cut and name:
            rules.append(after_data_cut(code, name))
        if any(v.name == f"{code}SEQ" for v in domain.variables):
            rules.append(sequence_twice(domain))
        # Without the column of the tests every record of a visit would look like the one before.
        if code in FINDING_DOMAINS and f"{code}TESTCD" in codes[code]:
            rules += assessment_twice(domain, codes[code])
    if "CMDOSFRQ" in codes.get("CM", ()):
        rules.append(frequency_unknown())
    observed = [code for code in codes if code in FINDING_DOMAINS]
    if observed:
        rules += [item_extreme(observed), item_out_of_range()]
    if "QS" in observed:
        rules += [scale_without_unit(), unit_at_one_assessment()]
    if any(code != "QS" for code in observed):
        rules.append(value_refused())
        rules.append(value_unreadable())
    rules += [
        result_contradicts(code)
        for code in observed
        if {f"{code}ORRES", f"{code}STRESN", f"{code}TESTCD"} <= set(codes[code])
    ]
    if "AE" in codes:
        rules += [event_term_unmatched(), serious_differs()]
    return rules
