"""Rules on single records that every domain has: numbers, dates, spans and required values; and those of its own."""

from __future__ import annotations

from collections.abc import Mapping

from cartaid.study.checks.domain_rows import domain_rules
from cartaid.study.checks.row_rule import RowRule, said, typed_rule
from cartaid.study.dates import BAD_TIME, IMPOSSIBLE, MARKED, NO_YEAR, sql_problem
from cartaid.study.domains import SQL_TYPE, Domain
from cartaid.study.typed import number_of, raw_name, text_of


def _expected(variable: str, expected: str, value: str) -> str:
    return f"concat_ws('', {said(f'{variable}: expected {expected}, found ')}, '''', {value}, '''')"


_TOO_LARGE = {"number": "1000000000000", "integer": "9000000000000000000"}
"""The least number that the types of the typed tables cannot hold."""


def _numbers(domain: Domain, raw: Mapping[str, str]) -> list[RowRule]:
    rules = []
    for variable in domain.variables:
        name = variable.name
        kind = raw.get(name)
        if variable.type not in ("number", "integer") or kind not in ("VARCHAR", "DOUBLE", "FLOAT"):
            continue
        text = text_of(name, kind)
        read = number_of(name, kind)
        if variable.type == "integer":
            read = f"TRY_CAST({text} AS {SQL_TYPE['integer']})"
        unread = f"{text} IS NOT NULL AND {read} IS NULL"
        if kind != "VARCHAR":
            # A number that arrived as one can only be too large; not-a-number is how programs write missing.
            unread = f'abs("{name}") >= {_TOO_LARGE[variable.type]} AND lower(CAST("{name}" AS VARCHAR)) <> \'nan\''
        rules.append(
            RowRule(
                "number-unreadable",
                said("error"),
                domain.code,
                raw_name(domain.code),
                name,
                unread,
                text,
                _expected(name, "a number", text),
                f"CASE WHEN {text} LIKE '%,%' THEN 'write a decimal point, and no sign between thousands' "
                "ELSE 'write a number, or leave the value empty' END",
            )
        )
    return rules


def _date(domain: Domain, name: str) -> list[RowRule]:
    problem = sql_problem(name)
    fine = (
        f"(length({name}) = 10 AND {name}_FIRST = {name}_LAST) OR {name}_TIME IS NOT NULL OR length({name}) = 4 "
        f"OR (length({name}) = 7 AND substr({name}, 6, 1) BETWEEN '0' AND '9')"
    )
    odd = f"{name} IS NOT NULL AND ({name}_FIRST IS NULL OR NOT ({fine}))"
    iso = (
        f"CASE WHEN {problem} = '{IMPOSSIBLE}' THEN concat_ws('', 'look the date up; write ', "
        f"CASE WHEN substr({name}, 6, 2) BETWEEN '01' AND '12' "
        f"THEN concat_ws('', substr({name}, 1, 7), ' when the day') "
        f"ELSE concat_ws('', substr({name}, 1, 4), ' when the month') END, ' is not known') "
        f"WHEN regexp_matches({name}, '^[0-9]{{2}}\\.[0-9]{{2}}\\.[0-9]{{4}}$') "
        f"THEN concat_ws('', 'write ', substr({name}, 7, 4), '-', substr({name}, 4, 2), '-', substr({name}, 1, 2)) "
        "ELSE 'write the date as YYYY-MM-DD; leave out the day, or day and month, when not known' END"
    )
    lost = (
        f"CASE {problem} WHEN '{BAD_TIME}' THEN 'write the time as hh:mm' "
        f"WHEN '{NO_YEAR}' THEN 'add the year' ELSE 'leave unknown parts out: 2022-03, or 2022' END"
    )
    message = (
        f"concat_ws('', {said(f'{name}: expected an ISO 8601 date, found ')}, '''', {name}, ''', ', {problem}, "
        f"CASE WHEN {name}_FIRST IS NULL THEN '; the date is taken as unknown' "
        f"ELSE concat_ws('', '; read as ', CAST({name}_FIRST AS VARCHAR), "
        f"CASE WHEN {name}_FIRST <> {name}_LAST THEN concat_ws('', ' to ', CAST({name}_LAST AS VARCHAR)) END) END)"
    )
    severity = f"CASE {problem} WHEN '{MARKED}' THEN 'note' ELSE 'warning' END"
    unknown = f"{name}_FIRST IS NULL AND {name} NOT LIKE '--%'"
    return [
        RowRule(
            "date-unreadable",
            said("error"),
            domain.code,
            domain.table,
            name,
            f"{odd} AND {unknown}",
            name,
            message,
            iso,
            odd,
        ),
        RowRule(
            "date-inexact",
            severity,
            domain.code,
            domain.table,
            name,
            f"{odd} AND NOT ({unknown}) AND {problem} IS NOT NULL",
            name,
            message,
            lost,
            odd,
        ),
    ]


def _spans(domain: Domain) -> list[RowRule]:
    start, end = f"{domain.code}STDTC", f"{domain.code}ENDTC"
    if not {start, end} <= set(domain.dates):
        return []
    return [
        typed_rule(
            "end-before-start",
            "error",
            domain.code,
            end,
            f"{end}_LAST < {start}_FIRST",
            end,
            f"concat_ws('', '{end}: expected a day on or after {start} ', {start}, ', found ', {end})",
            "correct the start or the end",
        )
    ]


def _required(domain: Domain, raw: Mapping[str, str]) -> list[RowRule]:
    rules = []
    for variable in domain.variables:
        name = variable.name
        if not variable.required or name == "USUBJID" or name not in raw:
            continue
        dated = variable.type == "date"
        rules.append(
            typed_rule(
                "date-missing" if dated else "value-missing",
                "warning" if dated else "error",
                domain.code,
                name,
                f"{name} IS NULL",
                "CAST(NULL AS VARCHAR)",
                said(f"{name}: expected a {'date' if dated else 'value'}, found none"),
                "fill in what is known; a year alone helps" if dated else "fill the value in",
            )
        )
    return rules


def row_rules(domain: Domain, raw: Mapping[str, str]) -> list[RowRule]:
    """Give the row rules of one domain whose columns arrived as `raw` (name -> SQL type).

    >>> from cartaid.study.domains import DOMAINS
    >>> [rule.id for rule in row_rules(DOMAINS["DM"], {"USUBJID": "VARCHAR", "AGE": "VARCHAR"})][:2]
    ['no-subject', 'number-unreadable']
    """
    rules = []
    if "USUBJID" in raw:
        rules.append(
            RowRule(
                "no-subject",
                said("error"),
                domain.code,
                raw_name(domain.code),
                "USUBJID",
                f"{text_of('USUBJID', raw['USUBJID'])} IS NULL",
                "CAST(NULL AS VARCHAR)",
                said("USUBJID: expected the patient of the record, found none; the row is not used"),
                said("fill USUBJID in"),
            )
        )
    rules += _numbers(domain, raw)
    rules += _required(domain, raw)
    for name in domain.dates:
        if raw.get(name, "DATE") not in ("DATE", "TIMESTAMP"):
            rules += _date(domain, name)
    return rules + _spans(domain) + domain_rules(domain, raw)
