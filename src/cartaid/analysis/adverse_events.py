"""Adverse events as an analysis dataset (ADAE): dates, emergence, grade, cause, special interest, what is counted.

Only the texts in AE are used; no dictionary is shipped. Treatment-emergent counts from the start of
lymphodepletion. What a partial date or a missing entry leaves open is `U` (unknown), never No.
"""

from __future__ import annotations

from cartaid.analysis.event_words import (
    CRS,
    CYTOPENIA,
    ICANS,
    INFECTION,
    LICATS,
    MALIGNANCY,
    NOT_MALIGNANT,
    SPECIAL_INTEREST,
    found,
    whole_words,
)
from cartaid.engine import Relation
from cartaid.study.finding import FINDING_COLUMNS

ADAE = (
    "STUDYID USUBJID AESEQ AETERM AEDECOD AEBODSYS ASTDT ASTDTF AENDT AENDTF ONGOFL ASTRDY AENRDY ASTDY APERIOD "
    "AWINDOW AWINDOWN AETOXGR ATOXGR AESEV ASEVN TRTEMFL TRTEMRS AESER SERFL HOSPFL DTHFL AEREL RELCART RELLD "
    "RELAPH RELMISFL AESI INFECFL LINKSYN COUNTFL AOCCFL AOCCSFL AOCCPFL AOCCIFL AOCCSIFL AOCCPIFL"
).split()

WINDOWS = (
    # Days from the infusion, as regulators and the published series print them.
    (1, "before infusion", None, -1),
    (2, "day 0 to 28", 0, 28),
    (3, "day 29 to 90", 29, 90),
    (4, "day 91 to 365", 91, 365),
    (5, "after day 365", 366, None),
)

UNRELATED = "^(N|NO|NONE|UNRELATED|UNLIKELY|REMOTE)([^A-Z]|$)|^NOT RELATED|^NOT LIKELY"
TO_CAR_T = whole_words(
    "CAR[- ]?T|CART|CAR|CELL|CELLS|CELL PRODUCT|INFUSION|INVESTIGATIONAL PRODUCT|STUDY PRODUCT"
)
TO_LYMPHODEPLETION = (
    "LYMPHODEPLET|CONDITIONING|FLUDARABIN|CYCLOPHOSPHAMID|BENDAMUSTIN|CHEMOTHERAPY|LYMPHOCYTE DEPLET"
)
TO_APHERESIS = "APHERESIS|APHARESIS"
TO_OTHER = "DISEASE|LUPUS|CONCOMITANT|OTHER"
RELATED = whole_words("RELATED|Y|YES|POSSIBLE|POSSIBLY|PROBABLE|PROBABLY|DEFINITE|DEFINITELY|CERTAIN|LIKELY")
LATE_CYTOPENIA_DAY = 30
"""A cytopenia of grade 3 or more that lasts to, or begins on or after, this day is called prolonged."""


def adverse_event_read() -> Relation:
    """Give each event with its dates, numbers, texts and place in time; the first step of `adae`.

    A partial start is taken at its first possible day and a partial end at its last one (not after the last
    contact); ASTDTF and AENDTF say what was imputed (`D` the day, `M` the month too). An end before the start is no
    end: AENDT is empty then, so that nothing lasts a negative time.
    """

    def flag(variable: str) -> str:
        return (
            f"CASE WHEN {variable}_FIRST < {variable}_LAST THEN "
            f"CASE WHEN date_diff('day', {variable}_FIRST, {variable}_LAST) > 31 THEN 'M' ELSE 'D' END END"
        )

    interest = " ".join(
        f"WHEN {found(words, 'NAMED' if name != 'LICATS' else 'WORDED')} THEN '{name}'"
        for name, words in SPECIAL_INTEREST
    )
    syndromes = " ".join(
        f"WHEN {found(words, 'CATEGORY')} AND NOT {found(words, 'NAMED')} THEN '{name}'"
        for name, words in (("CRS", CRS), ("ICANS", ICANS), ("LICATS", LICATS))
    )
    return Relation(
        "adverse_event_read",
        f"""
        SELECT t.*, CASE {interest} END AS SYNDROME, CASE {syndromes} END AS LINKSYN,
            CASE WHEN {found("^INFECTION", "upper(t.BODSYS)")} OR {found(INFECTION, "NAMED")} THEN 'Y' ELSE 'N' END
                AS INFECFL,
            {found(CYTOPENIA, "NAMED")} AS CYTOPENIA,
            {found(MALIGNANCY, "NAMED")} AND NOT {found(NOT_MALIGNANT, "NAMED")} AS MALIGNANCY
        FROM (
            SELECT a.USUBJID, a.AESEQ, a.AETERM, a.AEDECOD, coalesce(a.AEBODSYS, a.AESOC) AS BODSYS,
                upper(coalesce(a.AEDECOD, a.AETERM)) AS NAMED, upper(concat_ws(' ', a.AEDECOD, a.AETERM)) AS WORDED,
                upper(concat_ws(' ', a.AECAT, a.AESCAT)) AS CATEGORY,
                a.AESTDTC_FIRST, a.AESTDTC_LAST, a.AEENDTC_FIRST, a.AEENDTC_LAST,
                a.AESTDTC_FIRST AS ASTDT, {flag("a.AESTDTC")} AS ASTDTF,
                CASE WHEN a.AEENDTC_LAST < a.AESTDTC_FIRST THEN NULL
                    WHEN a.AEENDTC_FIRST < a.AEENDTC_LAST AND s.LAST_CONTACT >= a.AEENDTC_FIRST
                    THEN least(a.AEENDTC_LAST, s.LAST_CONTACT) ELSE a.AEENDTC_LAST END AS AENDT,
                CASE WHEN a.AEENDTC_LAST < a.AESTDTC_FIRST THEN NULL ELSE {flag("a.AEENDTC")} END AS AENDTF,
                CASE WHEN upper(a.AEENRTPT) = 'ONGOING' OR (a.AEENDTC_LAST IS NULL
                    AND upper(a.AEOUT) LIKE 'NOT RE%') THEN 'Y' WHEN a.AEENDTC_LAST IS NOT NULL THEN 'N' END AS ONGOFL,
                a.AETOXGR, TRY_CAST(nullif(regexp_extract(upper(a.AETOXGR), '^(GRADE )?([1-5])$', 2), '') AS INTEGER)
                    AS ATOXGR, a.AESEV,
                CASE upper(a.AESEV) WHEN 'MILD' THEN 1 WHEN 'MODERATE' THEN 2 WHEN 'SEVERE' THEN 3 END AS ASEVN,
                upper(a.AESER) AS AESER, upper(a.AESHOSP) AS HOSP,
                'Y' IN (coalesce(upper(a.AESHOSP), ''), coalesce(upper(a.AESLIFE), ''), coalesce(upper(a.AESDTH), ''),
                    coalesce(upper(a.AESDISAB), ''), coalesce(upper(a.AESMIE), '')) AS CRITERION,
                upper(a.AEOUT) = 'FATAL' OR upper(a.AESDTH) = 'Y' AS FATAL,
                nullif(upper(trim(a.AEREL)), '') AS AEREL, upper(a.AERELNST) AS AERELNST
            FROM sdtm_ae AS a LEFT JOIN subject AS s ON s.USUBJID = a.USUBJID
            WHERE coalesce(a.AESTDTC_FIRST <= (SELECT max(DATA_CUT) FROM data_cut), TRUE)) AS t
        """,
        ("sdtm_ae", "subject", "data_cut"),
        tuple(
            "USUBJID AESEQ AETERM AEDECOD BODSYS NAMED WORDED CATEGORY AESTDTC_FIRST AESTDTC_LAST AEENDTC_FIRST "
            "AEENDTC_LAST ASTDT ASTDTF AENDT AENDTF ONGOFL AETOXGR ATOXGR AESEV ASEVN AESER HOSP CRITERION FATAL AEREL "
            "AERELNST SYNDROME LINKSYN INFECFL CYTOPENIA MALIGNANCY".split()
        ),
    )


def adverse_event_emergent() -> Relation:
    """Say of each event whether it emerged under treatment: Y, N or U.

    It began on or after the first treatment day of its period. One that repeats an event of the same name already
    running then counts only at a higher grade; without both grades that is unknown.
    """
    same = "b.USUBJID = a.USUBJID AND b.NAMED = a.NAMED AND b.AESEQ <> a.AESEQ"
    return Relation(
        "adverse_event_emergent",
        f"""
        WITH placed AS (
            SELECT a.USUBJID, a.AESEQ, a.NAMED, a.ATOXGR, a.AESTDTC_FIRST, a.AESTDTC_LAST, a.AEENDTC_LAST, p.APERIOD,
                p.DAY0, t.STARTED,
                CASE WHEN a.AESTDTC_FIRST >= t.STARTED THEN 'Y'
                    WHEN a.AESTDTC_LAST < t.STARTED OR a.AEENDTC_LAST < t.STARTED THEN 'N'
                    WHEN t.STARTED IS NOT NULL THEN 'U' END AS BEGAN
            FROM adverse_event_read AS a
            JOIN period AS p ON p.USUBJID = a.USUBJID
                AND (p.STARTS IS NULL OR coalesce(a.ASTDT >= p.STARTS, FALSE))
                AND (p.ENDS IS NULL OR coalesce(a.ASTDT <= p.ENDS, TRUE))
            LEFT JOIN treatment_start AS t ON t.USUBJID = p.USUBJID AND t.APERIOD = 1),
        earlier AS (
            SELECT a.USUBJID, a.AESEQ, max(b.ATOXGR) AS BEFORE_GRADE, count(*) AS RUNNING,
                count(b.ATOXGR) AS BEFORE_GRADED
            FROM placed AS a JOIN placed AS b ON {same} AND b.BEGAN = 'N'
                AND (b.AEENDTC_LAST IS NULL OR b.AEENDTC_LAST >= a.AESTDTC_FIRST - 1)
            WHERE a.BEGAN = 'Y' GROUP BY a.USUBJID, a.AESEQ)
        SELECT a.USUBJID, a.AESEQ, a.APERIOD, a.DAY0,
            CASE WHEN a.BEGAN <> 'Y' OR e.RUNNING IS NULL THEN a.BEGAN
                WHEN a.ATOXGR > e.BEFORE_GRADE AND e.BEFORE_GRADED = e.RUNNING THEN 'Y'
                WHEN a.ATOXGR <= e.BEFORE_GRADE THEN 'N' ELSE 'U' END AS TRTEMFL,
            CASE WHEN a.BEGAN = 'U' THEN 'partial or missing start date'
                WHEN e.RUNNING > 0 THEN 'already present before treatment, counted at a higher grade only' END
                AS TRTEMRS
        FROM placed AS a LEFT JOIN earlier AS e ON e.USUBJID = a.USUBJID AND e.AESEQ = a.AESEQ
        """,
        ("adverse_event_read", "period", "treatment_start"),
        ("USUBJID", "AESEQ", "APERIOD", "DAY0", "TRTEMFL", "TRTEMRS"),
    )


def _cause(target: str) -> str:
    """Write whether an event is related to one treatment: Y, N, U for an open cause, NULL where it was not given.

    An event that names a treatment other than CAR T cells is related to it although the study has no record of giving
    it; nothing is related to CAR T cells that nobody received.
    """
    words = {"CART": TO_CAR_T, "LD": TO_LYMPHODEPLETION, "APH": TO_APHERESIS}[target]
    named = " OR ".join(found(w, "AEREL") for w in (TO_CAR_T, TO_LYMPHODEPLETION, TO_APHERESIS, TO_OTHER))
    # "RELATED" without a treatment means the study treatment, of which lymphodepletion is a part or not.
    generic = {"CART": "'Y'", "LD": "'U'", "APH": "'U'"}[target]
    also = f"{found(words, 'AERELNST')} AND NOT {found(UNRELATED, 'AERELNST')}"
    given = {"CART": "INFUSION", "LD": "LYMPHODEPLETION", "APH": "APHERESIS"}[target]
    names = "FALSE" if target == "CART" else f"coalesce({found(words, 'AEREL')} OR ({also}), FALSE)"
    return (
        f"CASE WHEN {given} IS NULL AND NOT {names} THEN NULL WHEN AEREL IS NULL THEN 'U' "
        f"WHEN {found(UNRELATED, 'AEREL')} THEN CASE WHEN {also} THEN 'Y' ELSE 'N' END "
        f"WHEN {found(words, 'AEREL')} OR ({also}) THEN 'Y' WHEN {named} THEN 'N' "
        f"WHEN {found(RELATED, 'AEREL')} THEN {generic} ELSE 'U' END"
    )


def adae() -> Relation:
    """Give ADAE: one row an event.

    TRTEMFL Y, N or U. SERFL is AESER as recorded; where that is blank, Y by a criterion or a fatal outcome. RELCART,
    RELLD, RELAPH: related to CAR T cells, lymphodepletion, leukapheresis (Y, N, U); NULL where the patient has not
    had it. A missing cause is U, never related, and RELMISFL is Y. AESI the event of special interest, LINKSYN the
    syndrome an event is a component of (by AECAT or AESCAT). COUNTFL is Y for events the tables count: not surely
    before treatment, and no component of a syndrome. Of these AOCCFL, AOCCSFL and AOCCPFL mark the first of a patient
    overall, by body system and by term, AOCCIFL, AOCCSIFL and AOCCPIFL the one of the worst grade (AETOXGR, else
    AESEV mild 1, moderate 2, severe 3).
    """
    windows = " ".join(
        "WHEN "
        + " AND ".join(
            [
                *([f"ASTRDY >= {low}"] if low is not None else []),
                *([f"ASTRDY <= {high}"] if high is not None else []),
            ]
        )
        + " THEN {}"
        for _, _, low, high in WINDOWS
    )
    names = windows.format(*(f"'{name}'" for _, name, _, _ in WINDOWS))
    numbers = windows.format(*(str(number) for number, *_ in WINDOWS))
    severity = "coalesce(ATOXGR, ASEVN)"
    groups = {"": "", "S": ", AEBODSYS", "P": ", NAMED"}

    def first(by: str, order: str) -> str:
        return (
            f"CASE WHEN COUNTFL = 'Y' AND row_number() OVER (PARTITION BY USUBJID, COUNTFL{by} "
            f"ORDER BY {order}ASTDT NULLS LAST, AESEQ NULLS LAST) = 1 THEN 'Y' END"
        )

    flags = ", ".join(
        f"{first(by, order)} AS AOCC{code}{mark}FL"
        for order, mark in (("", ""), (f"{severity} DESC NULLS LAST, ", "I"))
        for code, by in groups.items()
    )
    derived = {"AEBODSYS": "BODSYS", "DTHFL": "CASE WHEN FATAL THEN 'Y' END"}
    computed = {
        *(
            "ASTRDY",
            "AENRDY",
            "ASTDY",
            "AWINDOW",
            "AWINDOWN",
            "SERFL",
            "HOSPFL",
            "RELCART",
            "RELLD",
            "RELAPH",
        ),
        *("RELMISFL", "AESI", "COUNTFL"),
    }
    passed = [c for c in ADAE if c not in computed and not c.startswith("AOCC")]
    shown = ", ".join(f"{derived[c]} AS {c}" if c in derived else c for c in passed)
    rest = ", ".join(c for c in ADAE if not c.startswith("AOCC"))
    days = "date_diff('day', e.DAY0, {})"
    return Relation(
        "adae",
        f"""
        WITH event AS (
            SELECT r.*, s.STUDYID, s.INFUSION, s.LYMPHODEPLETION, s.APHERESIS, e.APERIOD, e.DAY0, e.TRTEMFL,
                e.TRTEMRS, {days.format("r.ASTDT")} AS ASTRDY,
                {days.format("r.AENDT")} AS AENRDY
            FROM adverse_event_read AS r LEFT JOIN subject AS s ON s.USUBJID = r.USUBJID
            LEFT JOIN adverse_event_emergent AS e ON e.USUBJID = r.USUBJID AND e.AESEQ = r.AESEQ),
        judged AS (
            SELECT {shown}, NAMED, ASTRDY, AENRDY, ASTRDY + CASE WHEN ASTRDY >= 0 THEN 1 ELSE 0 END AS ASTDY,
                CASE {names} END AS AWINDOW, CASE {numbers} END AS AWINDOWN,
                CASE WHEN AESER IN ('Y', 'N') THEN AESER WHEN CRITERION OR FATAL THEN 'Y' ELSE 'U' END AS SERFL,
                CASE WHEN HOSP IN ('Y', 'N') THEN HOSP WHEN AESER = 'N' THEN 'N' ELSE 'U' END AS HOSPFL,
                {_cause("CART")} AS RELCART, {_cause("LD")} AS RELLD, {_cause("APH")} AS RELAPH,
                CASE WHEN AEREL IS NULL THEN 'Y' END AS RELMISFL,
                CASE WHEN SYNDROME IS NOT NULL THEN SYNDROME WHEN MALIGNANCY THEN 'second malignancy'
                    WHEN CYTOPENIA AND ATOXGR >= 3 AND (ASTRDY >= {LATE_CYTOPENIA_DAY}
                        OR (ASTRDY >= 0 AND (AENRDY >= {LATE_CYTOPENIA_DAY} OR ONGOFL = 'Y')))
                        THEN 'prolonged cytopenia'
                    WHEN INFECFL = 'Y' THEN 'infection' END AS AESI,
                CASE WHEN LINKSYN IS NULL AND coalesce(TRTEMFL, 'N') <> 'N' THEN 'Y' ELSE 'N' END AS COUNTFL
            FROM event)
        SELECT {rest}, {flags} FROM judged
        """,
        ("adverse_event_read", "subject", "adverse_event_emergent"),
        tuple(ADAE),
    )


def event_finding() -> Relation:
    """Ask about events of one name that overlap in a patient: two records of one episode, or a change of grade.

    A record that begins on the day the other one ends continues it and is no overlap.
    """
    header = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in FINDING_COLUMNS.items())
    return Relation(
        "event_finding",
        f"""
        SELECT {header} FROM adverse_event_read WHERE FALSE
        UNION ALL
        SELECT 'event-overlap', 'note', 'AE', b.USUBJID, b.AESEQ, 'AESTDTC', b.AETERM,
            concat(b.AETERM, ' from ', CAST(b.ASTDT AS VARCHAR), ' overlaps another record of it from ',
                CAST(min(a.ASTDT) AS VARCHAR), ' (AESEQ ', CAST(min(a.AESEQ) AS VARCHAR), ')'),
            'say whether they are one event, or mend the dates'
        FROM adverse_event_read AS a JOIN adverse_event_read AS b ON b.USUBJID = a.USUBJID AND b.NAMED = a.NAMED
            AND (b.ASTDT > a.ASTDT OR (b.ASTDT = a.ASTDT AND b.AESEQ > a.AESEQ))
        WHERE a.ASTDTF IS NULL AND b.ASTDTF IS NULL
            AND (b.ASTDT < a.AENDT OR b.ASTDT = a.ASTDT OR (a.AENDT IS NULL AND a.ONGOFL = 'Y'))
        GROUP BY b.USUBJID, b.AESEQ, b.AETERM, b.ASTDT
        """,
        ("adverse_event_read",),
        tuple(FINDING_COLUMNS),
        kept=False,
    )


def relations() -> tuple[Relation, ...]:
    """Give every relation of this module; they read `sdtm_ae`, `subject`, `period`, `treatment_start`, `data_cut`."""
    return adverse_event_read(), adverse_event_emergent(), adae(), event_finding()
