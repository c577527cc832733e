"""What the figures show, as plain lists of rows: no drawing here, no session there.

Every function gives rows of plain values (text, float, int, bool or None); days count from the infusion, which
is day 0. A relation that was not derived gives no rows.
"""

from __future__ import annotations

from collections.abc import Callable

from cartaid.engine import Session
from cartaid.results.cell_rows import antibody, antibody_change, cell, complement
from cartaid.results.cohort import DISEASES, LISTED_PATIENTS, TREATED, disease_label
from cartaid.results.competing import incidence_curves
from cartaid.results.curves import curves
from cartaid.results.kinetic_model import kinetic_curve, kinetic_sample
from cartaid.results.plain_rows import Rows, plain, present

SCORES = (
    # disease, parameter, short title, direction that is better, lower end of the axis, cut-off and its name
    ("SLE", "SLEDAI", "SLEDAI-2K", "lower", 0, None),
    ("SLE", "PGA", "Physician global (0–3)", "lower", 0, None),
    ("IIM", "TIS", "Total Improvement Score", "higher", 0, None),
    ("IIM", "MMT8", "MMT8, % of its maximum", "higher", None, None),
    ("IIM", "CK", "CK, × upper limit of normal", "lower", 0, (1, "upper limit of normal")),
    ("SSC", "EUSTAR", "EUSTAR activity index", "lower", 0, (2.5, "active from 2.5")),
    ("SSC", "MRSS", "mRSS", "lower", 0, None),
)
"""Scores drawn patient by patient, for each disease, in this order."""

ABBREVIATIONS = {
    "SLEDAI-2K": "Systemic Lupus Erythematosus Disease Activity Index 2000",
    "MMT8": "manual muscle testing of eight muscles",
    "CK": "creatine kinase",
    "EUSTAR": "European Scleroderma Trials and Research group",
    "mRSS": "modified Rodnan skin score",
}
"""What the short titles stand for, to be said in a caption."""


def figures_data(session: Session) -> dict[str, Rows]:
    """Give the rows of every figure.

    Parameters
    ----------
    session : Session
        A session in which a study was derived.

    Returns
    -------
    dict of str to list of dict
        `patient`, `visit`, `response`, `undetermined`, `never_determined`, `relapse`, `toxicity`, `toxicity_assessed`,
        `rescue`, `resumption`, `b_cell_return`, `infection`, `later_infusion`, `score`, `state`, `dose`, `cell`, `antibody`,
        `antibody_change`, `complement`, `kinetic_curve`, `kinetic_sample`, `curve`, `at_risk`,
        `incidence`. The lists of single patients are empty in a study of more than `LISTED_PATIENTS` patients; the last
        three are of all.

    Examples
    --------
    >>> from cartaid import example_study, read_study
    >>> data = figures_data(read_study(example_study()).analyse().study.session)
    >>> len(data["patient"]), data["patient"][0]["LABEL"]
    (15, '01')
    """
    patients = patient(session)
    single = 0 < len(patients) <= LISTED_PATIENTS
    found: dict[str, Rows] = {"patient": patients if single else []}
    for name, query in EACH.items():
        found[name] = query(session) if single else []
    found["curve"], found["at_risk"] = curves(session) if patients else ([], [])
    found["incidence"] = incidence_curves(session) if patients else []
    return found


def patient(session: Session) -> Rows:
    """Give the treated patients, by disease and then longest follow-up first, each with a label of its own."""
    if not session.has("adsl"):
        return []
    order = " ".join(f"WHEN '{id}' THEN {place}" for place, id in enumerate(DISEASES))
    source = "a.TRTSRC" if "TRTSRC" in session.columns("adsl") else "CAST(NULL AS VARCHAR)"
    rows = plain(
        session.records(
            f"""
            SELECT a.USUBJID, coalesce(a.SUBJID, a.USUBJID) AS LABEL, g.GROUPID AS DISEASE, a.AGE, a.SEX,
                a.CELLS, a.CELLSU, a.FUPDAYS AS LAST_DAY, a.DTHDT IS NOT NULL AND a.DTHDT <= a.LSTCNDT AS DIED,
                date_diff('day', a.TRTSDT, s.DATA_CUT) AS CUT_DAY, date_diff('day', a.TRTSDT, a.LDSTDT) AS LD_DAY,
                date_diff('day', a.TRTSDT, a.APHERDT) AS APHERESIS_DAY, a.TRTSDT AS DAY0, a.INFNUM AS INFUSIONS,
                {source} AS DAY0_SOURCE
            FROM adsl AS a JOIN {TREATED} AS g ON g.USUBJID = a.USUBJID
            LEFT JOIN subject AS s ON s.USUBJID = a.USUBJID
            ORDER BY CASE g.GROUPID {order} ELSE 2 END, g.GROUPID, a.FUPDAYS DESC NULLS LAST, a.USUBJID
            LIMIT {LISTED_PATIENTS + 1}
            """
        )
    )
    labels = [row["LABEL"] for row in rows]
    for row in rows:
        if labels.count(row["LABEL"]) > 1:
            row["LABEL"] = row["USUBJID"]
        row["GROUP"] = disease_label(row["DISEASE"])
    return rows


def visit(session: Session) -> Rows:
    """Give the visits of the protocol after day 0 at which a state of a disease was assessed."""
    return plain(
        session.records(
            "SELECT AVISITN, AVISIT, TARGET, LOW, HIGH FROM protocol_visit ORDER BY AVISITN NULLS LAST"
        )
    )


def response(session: Session) -> Rows:
    """Give the runs in which the response state of the disease held: first and last day it was seen."""
    if not present(session, "response_run"):
        return []
    return plain(
        session.records(
            "SELECT r.USUBJID, r.LABEL AS STATE, date_diff('day', s.DAY0, r.STARTED) AS FIRST_DAY, "
            "date_diff('day', s.DAY0, r.LAST_SEEN) AS LAST_DAY FROM response_run AS r "
            "JOIN subject AS s ON s.USUBJID = r.USUBJID ORDER BY r.USUBJID, r.STARTED NULLS LAST"
        )
    )


def undetermined(session: Session) -> Rows:
    """Give the days on which the response state was assessed and could not be determined.

    FIRST_DAY and LAST_DAY are the assessments around it at which the state was seen, both in the same run; where
    there is none they are empty.
    """
    if not (present(session, "response_day") and present(session, "response_state")):
        return []
    return plain(
        session.records(
            f"""
            WITH unsure AS (
                SELECT r.USUBJID, r.ADT, max(r.REASON) AS REASON
                FROM scored_row AS r JOIN {TREATED} AS g ON g.USUBJID = r.USUBJID
                JOIN response_state AS e ON e.PARAMCD = r.PARAMCD AND e.DISEASE = g.GROUPID
                WHERE r.STATUS = 'UNDETERMINED' GROUP BY r.USUBJID, r.ADT),
            around AS (
                SELECT u.USUBJID, u.ADT, u.REASON, bool_or(d.ADT = u.ADT) AS IS_DETERMINED,
                    max_by(CASE WHEN d.HOLDS THEN d.ADT END, d.ADT) FILTER (WHERE d.ADT < u.ADT) AS SEEN_BEFORE,
                    min_by(CASE WHEN d.HOLDS THEN d.ADT END, d.ADT) FILTER (WHERE d.ADT > u.ADT) AS SEEN_AFTER
                FROM unsure AS u LEFT JOIN response_day AS d ON d.USUBJID = u.USUBJID
                GROUP BY u.USUBJID, u.ADT, u.REASON)
            SELECT a.USUBJID, date_diff('day', s.DAY0, a.ADT) AS DAY, a.REASON,
                CASE WHEN a.SEEN_AFTER IS NOT NULL THEN date_diff('day', s.DAY0, a.SEEN_BEFORE) END AS FIRST_DAY,
                CASE WHEN a.SEEN_BEFORE IS NOT NULL THEN date_diff('day', s.DAY0, a.SEEN_AFTER) END AS LAST_DAY
            FROM around AS a JOIN subject AS s ON s.USUBJID = a.USUBJID
            WHERE a.ADT > s.DAY0 AND a.IS_DETERMINED IS NOT TRUE ORDER BY a.USUBJID, DAY NULLS LAST
            """
        )
    )


def never_determined(session: Session) -> Rows:
    """Give the patients in whom the response state of their disease was determined on no day after the infusion."""
    if not present(session, "response_day", "response_state"):
        return []
    return plain(
        session.records(
            f"""
            SELECT g.USUBJID FROM {TREATED} AS g
            WHERE g.GROUPID IN (SELECT DISEASE FROM response_state)
                AND NOT EXISTS (SELECT 1 FROM response_day AS d WHERE d.USUBJID = g.USUBJID) ORDER BY g.USUBJID
            """
        )
    )


def infection(session: Session) -> Rows:
    """Give the infections after the infusion that were serious or of grade 3 and more; others are in the tables."""
    if not present(session, "adae"):
        return []
    return plain(
        session.records(
            f"""
            SELECT a.USUBJID, date_diff('day', s.DAY0, a.ASTDT) AS DAY, coalesce(a.AEDECOD, a.AETERM) AS TERM,
                a.ATOXGR AS GRADE, a.SERFL = 'Y' AS SERIOUS
            FROM adae AS a JOIN {TREATED} AS g ON g.USUBJID = a.USUBJID
            JOIN subject AS s ON s.USUBJID = a.USUBJID
            WHERE a.INFECFL = 'Y' AND a.ASTDT >= s.DAY0 AND (a.SERFL = 'Y' OR a.ATOXGR >= 3)
            ORDER BY a.USUBJID, DAY NULLS LAST, a.AESEQ
            """
        )
    )


def relapse(session: Session) -> Rows:
    """Give the relapses."""
    if not present(session, "relapse"):
        return []
    return plain(
        session.records(
            "SELECT r.USUBJID, r.LABEL AS STATE, date_diff('day', s.DAY0, r.ADT) AS DAY FROM relapse AS r "
            "JOIN subject AS s ON s.USUBJID = r.USUBJID ORDER BY r.USUBJID, r.ADT NULLS LAST"
        )
    )


def toxicity(session: Session) -> Rows:
    """Give the episodes of CRS and ICANS that belong to the infusion, with the grades that are sure and possible."""
    if not present(session, "toxicity_episode"):
        return []
    return plain(
        session.records(
            "SELECT USUBJID, APERIOD, TOXICITY, EPISODE, ASTRDY AS FIRST_DAY, AENRDY AS LAST_DAY, ALOW, AHIGH "
            "FROM toxicity_episode WHERE ATTRFL = 'Y' AND AHIGH >= 1 AND APERIOD = 1 "
            "ORDER BY USUBJID, TOXICITY, EPISODE"
        )
    )


def toxicity_assessed(session: Session) -> Rows:
    """Give the patients with an assessed day of CRS or ICANS after the first infusion: their lowest and highest grade.

    A patient without a row was never assessed for that toxicity, which is not the same as having had none.
    """
    if not present(session, "scored_row"):
        return []
    return plain(
        session.records(
            f"""
            SELECT DISTINCT r.USUBJID, replace(r.PARAMCD, 'MAX', '') AS TOXICITY, r.ALOW, r.AHIGH
            FROM scored_row AS r JOIN {TREATED} AS g ON g.USUBJID = r.USUBJID
            WHERE r.PARAMCD IN ('CRSMAX', 'ICANSMAX') AND r.APERIOD = 1 ORDER BY r.USUBJID, TOXICITY
            """
        )
    )


def rescue(session: Session) -> Rows:
    """Give the courses of drugs against CRS or ICANS."""
    return _courses(session, "c.ROLE = 'CRS/ICANS rescue'")


def resumption(session: Session) -> Rows:
    """Give the first day on which each class of drug was surely taken again after freedom from it."""
    if not present(session, "resumption"):
        return []
    return plain(
        session.records(
            "SELECT USUBJID, LEVEL, SUBSTANCE, min(HIGH_RDY) AS DAY FROM resumption WHERE HIGH_RDY IS NOT NULL "
            "AND LEVEL IN ('GCFREE', 'ISFREE', 'BIOFREE', 'AMFREE') GROUP BY USUBJID, LEVEL, SUBSTANCE "
            "ORDER BY USUBJID, DAY NULLS LAST, LEVEL"
        )
    )


def b_cell_return(session: Session) -> Rows:
    """Give the day B cells were back after each infusion, by the threshold and confirmation of the protocol.

    BCELLRET counts from its own infusion; here every day counts from the first one.
    """
    if not present(session, "adpp"):
        return []
    return plain(
        session.records(
            "SELECT p.USUBJID, date_diff('day', s.DAY0, p.ADT) AS DAY FROM adpp AS p "
            "JOIN subject AS s ON s.USUBJID = p.USUBJID WHERE p.PARAMCD = 'BCELLRET' AND p.AVAL IS NOT NULL "
            "ORDER BY p.USUBJID, p.ADT"
        )
    )


def later_infusion(session: Session) -> Rows:
    """Give the days of the CAR T infusions after the first one."""
    if not present(session, "period"):
        return []
    return plain(
        session.records(
            "SELECT p.USUBJID, date_diff('day', s.DAY0, p.DAY0) AS DAY FROM period AS p "
            "JOIN subject AS s ON s.USUBJID = p.USUBJID WHERE p.APERIOD > 1 AND p.DAY0 > s.DAY0 "
            "ORDER BY p.USUBJID, p.DAY0"
        )
    )


def score(session: Session) -> Rows:
    """Give the determined scores that are drawn, every assessment, with the visit it stands for.

    MMT8 is given in percent of its maximum, which is 80 or 150 by patient; TIS measures change, so not before the
    baseline.
    """
    codes = ", ".join(f"'{code}'" for _, code, *_ in SCORES if code not in ("CK", "MMT8"))
    shown = f"""
        r.USUBJID, g.GROUPID AS DISEASE, r.PARAMCD, r.RDY AS DAY, {{value}} AS VALUE,
        CASE WHEN r.ABLFL = 'Y' THEN 'Baseline' WHEN r.RDY > 0 AND r.ANL01FL = 'Y' THEN r.AVISIT END AS VISIT
        FROM scored_row AS r JOIN {TREATED} AS g ON g.USUBJID = r.USUBJID"""
    wanted = "r.STATUS = 'DETERMINED' AND r.AVAL IS NOT NULL AND r.APERIOD = 1"
    order = "ORDER BY r.PARAMCD, r.USUBJID, r.RDY NULLS LAST, r.SRCID"
    rows = session.records(
        f"SELECT {shown.format(value='r.AVAL')} WHERE r.PARAMCD IN ({codes}) AND {wanted} "
        f"AND (r.PARAMCD <> 'TIS' OR r.ABLFL = 'Y' OR r.RDY > 0) {order}"
    )
    if present(session, "derived_muscle_test_maximum"):
        maximum = "(SELECT USUBJID, FIRST, max(VALUE) AS MOST FROM derived_muscle_test_maximum GROUP BY USUBJID, FIRST)"
        rows += session.records(
            f"SELECT {shown.format(value='100 * r.AVAL / m.MOST')} JOIN {maximum} AS m ON m.USUBJID = r.USUBJID "
            f"AND m.FIRST = r.ADT WHERE r.PARAMCD = 'MMT8' AND m.MOST > 0 AND {wanted} {order}"
        )
    return plain([*rows, *muscle_enzyme(session)])


def muscle_enzyme(session: Session) -> Rows:
    """Give creatine kinase in multiples of the upper limit of its own laboratory: the unit falls out."""
    return session.records(
        f"""
        WITH measured AS (
            SELECT r.USUBJID, g.GROUPID, r.FIRST, round(avg(r.VALUE / r.ULN ORDER BY r.VALUE / r.ULN), 6) AS VALUE
            FROM recorded AS r JOIN {TREATED} AS g ON g.USUBJID = r.USUBJID
            WHERE r.DOMAIN = 'LB' AND r.TESTCD = 'CK' AND r.VALUE IS NOT NULL AND r.ULN > 0 AND r.FIRST = r.LAST
            GROUP BY r.USUBJID, g.GROUPID, r.FIRST),
        placed AS (
            SELECT m.USUBJID, m.GROUPID, m.VALUE, a.RDY, a.AVISIT, a.ADT <= b.REFERENCE AS BEFORE,
                max(CASE WHEN a.ADT <= b.REFERENCE THEN a.ADT END) OVER (PARTITION BY m.USUBJID) = a.ADT AS IS_BASE
            FROM measured AS m
            JOIN analysis_day AS a ON a.USUBJID = m.USUBJID AND a.ADT = m.FIRST AND a.APERIOD = 1
            JOIN baseline_reference AS b ON b.USUBJID = m.USUBJID AND b.APERIOD = 1 AND b.RULE = 1)
        SELECT USUBJID, GROUPID AS DISEASE, 'CK' AS PARAMCD, RDY AS DAY, VALUE,
            CASE WHEN IS_BASE THEN 'Baseline' WHEN RDY > 0 THEN AVISIT END AS VISIT
        FROM placed ORDER BY USUBJID, RDY NULLS LAST
        """
    )


LAST_VISIT = "Last"
"""The place of the last assessment, whatever its visit."""


def state(session: Session) -> Rows:
    """Give the response state of each patient at each visit: met, not met, or undetermined with the reason.

    The last assessment comes once more under LAST_VISIT: at a visit it may have given way to one nearer to the target
    day.
    """
    if not present(session, "response_state"):
        return []
    return plain(
        session.records(
            f"""
            WITH assessed AS (
                SELECT r.USUBJID, r.AVISIT, r.AVISITN, r.ANL01FL, r.RDY, r.REASON, r.AVALC, r.STATUS, e.LABEL,
                    e.AVALC AS WANTED, max(r.RDY) OVER (PARTITION BY r.USUBJID) AS LAST_DAY
                FROM scored_row AS r JOIN {TREATED} AS g ON g.USUBJID = r.USUBJID
                JOIN response_state AS e ON e.PARAMCD = r.PARAMCD AND e.DISEASE = g.GROUPID
                WHERE r.APERIOD = 1 AND r.RDY > 0 AND r.STATUS <> 'NOT_APPLICABLE'),
            shown AS (
                SELECT *, AVISIT AS VISIT, AVISITN AS PLACE FROM assessed WHERE ANL01FL = 'Y'
                UNION ALL SELECT *, '{LAST_VISIT}' AS VISIT, NULL AS PLACE FROM assessed WHERE RDY = LAST_DAY)
            SELECT USUBJID, VISIT, PLACE, max(LABEL) AS STATE, max(REASON) AS REASON,
                CASE WHEN bool_or(AVALC = WANTED AND STATUS = 'DETERMINED') THEN 'met'
                    WHEN bool_and(STATUS = 'DETERMINED') THEN 'not met' ELSE 'undetermined' END AS VALUE
            FROM shown GROUP BY USUBJID, VISIT, PLACE ORDER BY USUBJID, PLACE NULLS LAST
            """
        )
    )


def dose(session: Session) -> Rows:
    """Give the courses of glucocorticoid with their prednisone equivalent in mg a day."""
    return _courses(session, "c.CLASS = 'glucocorticoid'")


def _courses(session: Session, which: str) -> Rows:
    if not present(session, "drug_course"):
        return []
    return plain(
        session.records(
            f"""
            SELECT c.USUBJID, c.SUBSTANCE, c.ROLE, c.START_RDY AS FIRST_DAY, c.END_RDY AS LAST_DAY, c.ONGOING,
                c.DAILY, c.PRED, c.IS_EXACT FROM drug_course AS c JOIN {TREATED} AS g ON g.USUBJID = c.USUBJID
            WHERE {which} ORDER BY c.USUBJID, c.START_RDY NULLS LAST, c.SUBSTANCE, c.EPISODE, c.END_RDY NULLS LAST,
                c.DAILY NULLS LAST
            """
        )
    )


EACH: dict[str, Callable[[Session], Rows]] = {
    "visit": visit,
    "response": response,
    "undetermined": undetermined,
    "never_determined": never_determined,
    "relapse": relapse,
    "toxicity": toxicity,
    "toxicity_assessed": toxicity_assessed,
    "rescue": rescue,
    "resumption": resumption,
    "b_cell_return": b_cell_return,
    "infection": infection,
    "later_infusion": later_infusion,
    "score": score,
    "state": state,
    "dose": dose,
    "cell": cell,
    "antibody": antibody,
    "antibody_change": antibody_change,
    "complement": complement,
    "kinetic_curve": kinetic_curve,
    "kinetic_sample": kinetic_sample,
}
"""The lists of single patients."""
