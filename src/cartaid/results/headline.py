"""The headline: the numbers of a case series' abstract. Row names are fixed (people script against them)."""

from __future__ import annotations

from statistics import stdev

from cartaid.engine import Session
from cartaid.results.ard import Result, conditions
from cartaid.results.cohort import ALL, DAYS_A_MONTH, TREATED, Group, groups
from cartaid.results.display import Heading
from cartaid.results.graded import Bounds, graded
from cartaid.results.measure import Place, between, bounded, mean_sd, result, share

HEADINGS = (Heading("headline", "Headline results", "headline", "Outcome", "no patient with a day 0"),)

DAY_OF_MONTH_6 = 182
"""The visit at six months is the one whose window holds this day."""

AT_MONTH_6 = (
    # row, parameter, what is printed, what counts
    ("doris_sle_m6", "DORIS21", "DORIS 2021 remission at 6 months", "r.AVALC = 'Y'"),
    ("lldas_sle_m6", "LLDAS", "LLDAS at 6 months", "r.AVALC = 'Y'"),
    ("sledai0_sle_m6", "SLEDAI", "SLEDAI-2K of 0 at 6 months", "r.AVAL = 0"),
)

AT_LAST = (
    # row, disease, parameter, what is printed, what counts
    (
        "tis_major_iim",
        "IIM",
        "TISCAT",
        "ACR/EULAR major response at the last assessment",
        "r.AVALC = 'major'",
    ),
    (
        "eustar_lower_ssc",
        "SSC",
        "EUSTAR",
        "EUSTAR activity lower than at baseline, last assessment",
        "r.CHG < 0",
    ),
)

GRADES = (
    ("crs_grade1", "CRSMAX", "CRS, maximum grade 1", (1,)),
    ("crs_grade2", "CRSMAX", "CRS, maximum grade 2", (2,)),
    ("crs_grade3plus", "CRSMAX", "CRS, maximum grade 3 or higher", (3, 4, 5)),
    ("icans_grade1", "ICANSMAX", "ICANS, maximum grade 1", (1,)),
    ("icans_grade2plus", "ICANSMAX", "ICANS, maximum grade 2 or higher", (2, 3, 4, 5)),
)


def results(session: Session) -> list[Result]:
    """Give the headline rows whose inputs exist."""
    found = {group.id: group for group in groups(session)}
    if not found:
        return []
    return [
        *infused(session),
        *month_6(session, found),
        *last_assessment(session, found),
        *drug_free(session, found[ALL]),
        *relapse(session, found[ALL]),
        *grades(session, found[ALL]),
        *hospital_infection(session, found[ALL]),
        *follow_up(session),
        *b_cell_aplasia(session, found[ALL]),
    ]


def place(row: str, label: str, dataset: str, filter: str) -> Place:
    """Give the place of a headline row."""
    return Place("headline", row, "result", label, heading="Result", dataset=dataset, filter=filter)


def infused(session: Session) -> list[Result]:
    """Patients infused with CAR T cells, of those who consented."""
    ((count, consented),) = session.rows(
        "SELECT count(*) FILTER (WHERE INFFL = 'Y'), count(*) FILTER (WHERE CONSFL = 'Y') FROM adsl"
    )
    if not count:
        return []
    where = place("infused", "Infused with CAR T cells, of those who consented", "adsl", "INFFL=Y")
    text = f"{count}/{consented}"
    return [result(where, "x/N", text, value=count, n=count, N=consented)]


def month_6(session: Session, found: dict[str, Group]) -> list[Result]:
    """Lupus states at six months, of the patients in whom each could be judged there."""
    visits = session.rows(
        f"SELECT AVISIT FROM protocol_visit WHERE LOW <= {DAY_OF_MONTH_6} AND HIGH >= {DAY_OF_MONTH_6} "
        f"ORDER BY abs(TARGET - {DAY_OF_MONTH_6}) NULLS LAST, AVISITN NULLS LAST LIMIT 1"
    )
    if not visits or "SLE" not in found:
        return []
    counts = " ".join(f"WHEN '{code}' THEN {rule}" for _, code, _, rule in AT_MONTH_6)
    codes = ", ".join(f"'{code}'" for _, code, _, _ in AT_MONTH_6)
    judged = {
        code: (met, of, undetermined)
        for code, met, of, undetermined in session.rows(
            f"SELECT r.PARAMCD, count(*) FILTER (WHERE r.STATUS = 'DETERMINED' AND CASE r.PARAMCD {counts} END), "
            "count(*) FILTER (WHERE r.STATUS = 'DETERMINED'), count(*) FILTER (WHERE r.STATUS = 'UNDETERMINED') "
            f"FROM scored_row AS r JOIN {TREATED} AS g ON g.USUBJID = r.USUBJID "
            f"WHERE g.GROUPID = 'SLE' AND r.PARAMCD IN ({codes}) AND r.AVISIT = ? AND r.ANL01FL = 'Y' "
            "AND r.APERIOD = 1 GROUP BY r.PARAMCD",
            [visits[0][0]],
        )
    }
    rows = []
    for row, code, label, _ in AT_MONTH_6:
        if code in judged:
            met, of, undetermined = judged[code]
            dataset = "adqs" if code == "SLEDAI" else "adrs"
            records = conditions(
                PARAMCD=code, AVISIT=visits[0][0], ANL01FL="Y", APERIOD=1, STATUS="DETERMINED", DISEASE="SLE"
            )
            where = place(row, f"{label} (SLE)", dataset, records)
            rows.append(share(where, met, of, patients=found["SLE"].patients, undetermined=undetermined))
    return rows


def last_assessment(session: Session, found: dict[str, Group]) -> list[Result]:
    """Myositis and systemic sclerosis: the last assessment after day 0 that could be judged."""
    rules = " OR ".join(
        f"(g.GROUPID = '{disease}' AND r.PARAMCD = '{code}')" for _, disease, code, _, _ in AT_LAST
    )
    counts = " ".join(f"WHEN '{code}' THEN {rule}" for _, _, code, _, rule in AT_LAST)
    judged = {
        code: (met, of)
        for code, met, of in session.rows(
            f"""
            SELECT PARAMCD, count(*) FILTER (WHERE MET), count(*) FROM (
                SELECT r.PARAMCD, CASE r.PARAMCD {counts} END AS MET FROM scored_row AS r
                JOIN {TREATED} AS g ON g.USUBJID = r.USUBJID
                WHERE ({rules}) AND r.STATUS = 'DETERMINED' AND r.RDY > 0 AND r.APERIOD = 1
                    AND (r.PARAMCD <> 'EUSTAR' OR r.CHG IS NOT NULL)
                QUALIFY row_number() OVER (PARTITION BY r.USUBJID, r.PARAMCD ORDER BY r.ADT DESC NULLS LAST) = 1
            ) AS latest GROUP BY PARAMCD
            """
        )
    }
    rows = []
    for row, disease, code, label, _ in AT_LAST:
        if code in judged:
            met, of = judged[code]
            dataset = "adqs" if code == "EUSTAR" else "adrs"
            records = conditions(PARAMCD=code, STATUS="DETERMINED", APERIOD=1, DISEASE=disease)
            where = place(row, f"{label} ({found[disease].label})", dataset, records)
            rows.append(share(where, met, of, patients=found[disease].patients))
    return rows


def drug_free(session: Session, everyone: Group) -> list[Result]:
    """Patients free of glucocorticoids, immunosuppressives, biologics and antimalarials when last seen.

    Without any drug record there is no row: a log that was not kept is no freedom from drugs.
    """
    if not session.rows("SELECT 1 FROM sdtm_cm LIMIT 1"):
        return []
    ((free, of, undetermined),) = session.rows(
        f"""
        SELECT count(*) FILTER (WHERE AVALC = 'Y'), count(*) FILTER (WHERE STATUS = 'DETERMINED'),
            count(*) FILTER (WHERE STATUS = 'UNDETERMINED')
        FROM (
            SELECT r.AVALC, r.STATUS FROM scored_row AS r JOIN {TREATED} AS g ON g.USUBJID = r.USUBJID
            WHERE r.PARAMCD = 'DRUGFREE' AND r.RDY > 0
            QUALIFY row_number() OVER (PARTITION BY r.USUBJID ORDER BY r.ADT DESC NULLS LAST) = 1) AS latest
        """
    )
    if not of + undetermined:
        return []
    label = "Free of all immunosuppressive drugs when last seen"
    where = place("drug_free_last", label, "adrs", conditions(PARAMCD="DRUGFREE"))
    return [share(where, free, of, patients=everyone.patients, undetermined=undetermined)]


def relapse(session: Session, everyone: Group) -> list[Result]:
    """Relapses after the first response, of the patients who responded."""
    if not session.has("adtte"):
        return []
    ((count, of),) = session.rows(
        f"SELECT count(*) FILTER (WHERE t.CNSR = 0), count(*) FROM adtte AS t "
        f"JOIN {TREATED} AS g ON g.USUBJID = t.USUBJID WHERE t.PARAMCD = 'TTREL' AND t.APERIOD = 1"
    )
    if not of:
        return []
    label = "Relapse after the first response"
    if of < everyone.patients:
        label += f" ({of} of {everyone.patients} patients responded)"
    where = place("relapse", label, "adtte", conditions(PARAMCD="TTREL", APERIOD=1))
    return [share(where, count, of)]


def grades(session: Session, everyone: Group) -> list[Result]:
    """Maximum grades of CRS and ICANS, derived."""
    counted: dict[str, list[Bounds]] = {}
    for code, low, high, patients in session.rows(
        f"SELECT r.PARAMCD, r.ALOW, r.AHIGH, count(*) FROM scored_row AS r JOIN {TREATED} AS g "
        "ON g.USUBJID = r.USUBJID WHERE r.PARAMCD IN ('CRSMAX', 'ICANSMAX') AND coalesce(r.APERIOD, 1) = 1 "
        "GROUP BY r.PARAMCD, r.ALOW, r.AHIGH"
    ):
        counted.setdefault(code, []).append(Bounds(low, high, patients))
    rows = []
    for row, code, label, wanted in GRADES:
        if code in counted:
            where = place(row, label, "adtx", conditions(PARAMCD=code, AVAL=tuple(f"{g}.0" for g in wanted)))
            rows.append(graded(where, counted[code], wanted[0], wanted[-1], everyone.patients))
    return rows


def hospital_infection(session: Session, everyone: Group) -> list[Result]:
    """Patients with an infection that took them to hospital or kept them there."""
    from cartaid.results.infections import hospital_patients

    counted = hospital_patients(session)
    if counted is None:
        return []
    count, open_ = counted
    records = conditions(INFECFL="Y", HOSPFL="Y", COUNTFL="Y")
    where = place("infection_hospital", "Infection with a stay in hospital", "adae", records)
    return [bounded(where, count, everyone.patients - open_, patients=everyone.patients, undetermined=open_)]


def follow_up(session: Session) -> list[Result]:
    """Median follow-up by reverse Kaplan-Meier, with its range, in months."""
    rows = session.rows(
        "SELECT FUPDAYS, CASE WHEN DTHDT IS NOT NULL AND DTHDT <= LSTCNDT THEN 1 ELSE 0 END FROM adsl "
        "WHERE TRTSDT IS NOT NULL AND FUPDAYS >= 0 ORDER BY FUPDAYS NULLS LAST, 2"
    )
    if not rows:
        return []
    from cartaid.statistics.kaplan_meier import median_follow_up

    months = [days / DAYS_A_MONTH for days, _ in rows]
    median = median_follow_up(months, [dead for _, dead in rows], limits="beta-product")
    low, high = months[0], months[-1]
    spread = between(f"{low:.0f}", f"{high:.0f}") if round(low) != round(high) else f"{low:.0f}"
    text = (
        f"NE: {median.reason} ({spread})" if median.estimate is None else f"{median.estimate:.0f} ({spread})"
    )
    if median.estimate is not None and spread == f"{median.estimate:.0f}":
        text = spread
    where = place("followup_median_months", "Follow-up, months: median (range)", "adsl", "")
    return [
        result(
            where,
            "median (range)",
            text,
            value=median.estimate,
            low=low,
            high=high,
            n=len(months),
            N=len(months),
            method="median by reverse Kaplan-Meier, range of the observed times",
        )
    ]


def b_cell_aplasia(session: Session, everyone: Group) -> list[Result]:
    """Mean duration of B-cell aplasia as published series print it: of the patients whose B cells returned."""
    from cartaid.results.cells import aplasia_durations

    days, timed = aplasia_durations(session)
    if not days:
        return []
    mean = sum(days) / len(days)
    sd = stdev(days) if len(days) > 1 else None
    label = "B-cell aplasia, days: mean ± SD"
    if len(days) < everyone.patients:
        others = [
            (timed - len(days), "not returned"),
            (everyone.patients - timed, "never depleted or not assessed"),
        ]
        rest = ", ".join(f"{count} {words}" for count, words in others if count)
        label += f" ({len(days)} of {everyone.patients} patients, those whose B cells returned; {rest})"
    records = conditions(PARAMCD="BCELLDUR", APERIOD=1, CNSR=0)
    where = place("bcell_aplasia_mean_days", label, "adpp", records)
    return [mean_sd(where, mean, sd, len(days), everyone.patients)]
