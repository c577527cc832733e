"""The rules of the trial: dose-limiting toxicity and stopping, time between infusions, wash-out before leukapheresis."""

from __future__ import annotations

from cartaid.analysis import dose_limiting, trial_conduct
from cartaid.engine import Relation, Session
from cartaid.study.finding import FINDING_COLUMNS
from cartaid.study.protocol import Protocol
from cartaid.study.protocol.safety import Stopping

RATES = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
"""True rates at which the operating characteristics of the stopping rule are given."""

LISTED_PATIENTS = 20
"""At most so many patients are named in a finding that counts them; of more the first and the last."""

LOOK = "USUBJID DAY0 LOOK EVENTS_LOW EVENTS_HIGH STOP_AT CROSSED".split()


def load(session: Session, stopping: Stopping) -> None:
    """Load what the relations read besides records: the wash-out table and the stopping boundary.

    `stopping_boundary(PATIENTS, STOP_AT)` has a row for each number of evaluable patients, STOP_AT NULL where none
    stops; `stopping_operating(RATE, STOP, EXPECTED_PATIENTS, EXPECTED_EVENTS)` what the rule does at a true rate. Both
    are empty without a stopping rule.
    """
    from cartaid.statistics.stopping import bayesian_boundary, operating

    trial_conduct.load_wash_out(session)
    boundary: tuple[int | None, ...] = ()
    characteristics = []
    if stopping.max_rate is not None:
        boundary = bayesian_boundary(
            stopping.max_patients,
            float(stopping.max_rate),
            float(stopping.certainty),
            float(stopping.prior_events),
            float(stopping.prior_non_events),
        )
        for rate in RATES:
            found = operating(boundary, rate, stopping.first_look)
            characteristics.append((rate, found.stop, found.expected_patients, found.expected_events))
    session.load(
        "stopping_boundary",
        {"PATIENTS": "INTEGER", "STOP_AT": "INTEGER"},
        [
            (patients, limit if patients >= stopping.first_look else None)
            for patients, limit in enumerate(boundary, start=1)
        ],
    )
    session.load(
        "stopping_operating",
        {"RATE": "DOUBLE", "STOP": "DOUBLE", "EXPECTED_PATIENTS": "DOUBLE", "EXPECTED_EVENTS": "DOUBLE"},
        characteristics,
    )


def stopping_look() -> Relation:
    """Give a row for each evaluable patient in the order of infusion: events so far, the limit, and whether it is crossed.

    An open DLT counts in EVENTS_HIGH only; CROSSED is NULL where it decides. Patients beyond the planned number have
    no limit.
    """
    order = "ORDER BY DAY0 NULLS LAST, USUBJID NULLS LAST"
    return Relation(
        "stopping_look",
        f"""
        WITH counted AS (
            SELECT USUBJID, DAY0, row_number() OVER ({order}) AS LOOK,
                sum(CASE WHEN DLT = 'Y' THEN 1 ELSE 0 END) OVER ({order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
                    AS EVENTS_LOW,
                sum(CASE WHEN DLT <> 'N' THEN 1 ELSE 0 END) OVER ({order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
                    AS EVENTS_HIGH
            FROM dose_limiting_patient WHERE EVALUABLE = 'Y')
        SELECT c.USUBJID, c.DAY0, c.LOOK, c.EVENTS_LOW, c.EVENTS_HIGH, b.STOP_AT,
            CASE WHEN b.STOP_AT IS NULL THEN FALSE WHEN c.EVENTS_LOW >= b.STOP_AT THEN TRUE
                WHEN c.EVENTS_HIGH < b.STOP_AT THEN FALSE END AS CROSSED
        FROM counted AS c JOIN stopping_boundary AS b ON b.PATIENTS = c.LOOK
        """,
        ("dose_limiting_patient", "stopping_boundary"),
        tuple(LOOK),
    )


def trial_finding(protocol: Protocol) -> Relation:
    """Give what the rules asked for found: conduct, dose-limiting toxicities that are open, a boundary that is crossed."""
    none, number = "CAST(NULL AS VARCHAR)", "CAST(NULL AS BIGINT)"
    header = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in FINDING_COLUMNS.items())
    counts = "concat(CAST(EVENTS_LOW AS VARCHAR), ' of ', CAST(LOOK AS VARCHAR), ' evaluable patients')"
    patients = (
        f"CASE WHEN count(*) > {LISTED_PATIENTS} THEN concat(min(USUBJID), ' to ', max(USUBJID)) "
        "ELSE string_agg(USUBJID, ', ' ORDER BY USUBJID NULLS LAST) END"
    )
    parts, inputs = [f"SELECT {header} FROM subject WHERE FALSE"], ["subject"]
    if asks_conduct(protocol):
        parts.append(f"SELECT {', '.join(FINDING_COLUMNS)} FROM conduct_finding")
        inputs.append("conduct_finding")
    if protocol.dose_limiting:
        parts.append(
            f"SELECT 'dose-limiting-open', 'note', {none}, CASE WHEN count(*) = 1 THEN min(USUBJID) END, {number}, {none}, "
            "CAST(count(*) AS VARCHAR), concat('dose-limiting toxicity cannot be decided of ', CAST(count(*) AS VARCHAR), "
            f"CASE WHEN count(*) = 1 THEN ' patient (' ELSE ' patients (' END, {patients}, '): ', "
            "CAST(OPEN_RULES AS VARCHAR), CASE WHEN OPEN_RULES = 1 THEN ' rule is open' ELSE ' rules are open' END), "
            "'see the display dose_limiting of the report (tables/dose_limiting.csv); record what is missing' "
            "FROM dose_limiting_patient "
            "WHERE DLT = 'UNDETERMINED' AND EVALUABLE = 'Y' GROUP BY OPEN_RULES"
        )
        parts.append(
            f"SELECT 'dose-limiting-death', 'warning', {none}, d.USUBJID, {number}, {none}, CAST(d.FOLLOWED_TO AS VARCHAR), "
            "CASE WHEN s.DEATH < d.DAY0 THEN concat('died on day ', CAST(d.FOLLOWED_TO AS VARCHAR), ', before the infusion: "
            "not evaluable, left out of the stopping rule') ELSE "
            "concat('died on day ', CAST(d.FOLLOWED_TO AS VARCHAR), ' of the ', CAST(d.WINDOW_END AS VARCHAR), ' days of the "
            "window without a dose-limiting toxicity: not evaluable, left out of the stopping rule') END, "
            "CASE WHEN s.DEATH < d.DAY0 THEN 'correct the date of the infusion or that of the death' ELSE "
            "'say whether the death was dose-limiting' END FROM dose_limiting_patient AS d "
            "JOIN subject AS s ON s.USUBJID = d.USUBJID WHERE d.EVALUABLE = 'N' AND d.DLT <> 'Y' "
            "AND date_diff('day', d.DAY0, s.DEATH) <= d.WINDOW_END"
        )
        parts.append(
            f"SELECT 'stopping-boundary', 'warning', {none}, USUBJID, {number}, {none}, CAST(EVENTS_LOW AS VARCHAR), "
            f"concat('stopping boundary crossed: dose-limiting toxicity in ', {counts}, ', the limit is ', "
            "CAST(STOP_AT AS VARCHAR)), 'the protocol asks to stop; inform the safety board' "
            "FROM stopping_look WHERE CROSSED"
        )
        inputs += ["dose_limiting_patient", "stopping_look"]
    return Relation(
        "trial_finding", " UNION ALL ".join(parts), tuple(inputs), tuple(FINDING_COLUMNS), kept=False
    )


def asks_conduct(protocol: Protocol) -> bool:
    """Say whether the protocol asks to check the time between infusions or the wash-out."""
    return protocol.stagger.days is not None or protocol.washout.table is not None


def relations(protocol: Protocol) -> tuple[Relation, ...]:
    """Give the relations of the rules the protocol asks for, and `trial_finding` in any case; `load` first."""
    judged = (*dose_limiting.relations(), stopping_look()) if protocol.dose_limiting else ()
    conduct = trial_conduct.relations() if asks_conduct(protocol) else ()
    return *judged, *conduct, trial_finding(protocol)
