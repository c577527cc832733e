"""Which domain a table holds: by its DOMAIN column first, by its variables second, by its name last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from cartaid.engine import Relation, Session
from cartaid.sources.table import ROW, SourceTable
from cartaid.study.domains import DOMAINS
from cartaid.study.finding import Finding
from cartaid.study.typed import raw_name, text_of

OTHER_TABLES = (
    "AC APFD AG BE BS CE CO CV DA DD DI DR DV EC EG ET FA FT GF HO IE LC MB MI MK ML MO MS NV OE OI PC PE POOLDEF PP "
    "RELREC RELREF RELSPEC RELSUB RP RS SC SE SJ SM SR SS SU SV TA TD TE TI TM TO TR TS TT TU TV TX UR"
).split()
"""SDTM tables that a study may ship and cartaid does not read."""


@frozen
class Part:
    """One table that holds (a part of) one domain; `mixed` when other rows of it are left out."""

    code: str
    table: SourceTable
    mixed: bool = False


@frozen
class Sorted:
    """Tables sorted to domains, what was left out, and the remarks on it."""

    parts: tuple[Part, ...]
    findings: tuple[Finding, ...]


def code_by_name(name: str) -> str | None:
    """Give the domain that a file's name promises: `lb`, or a split one such as `LBCH`.

    >>> code_by_name("LBCH"), code_by_name("qs"), code_by_name("suppae"), code_by_name("results")
    ('LB', 'QS', None, None)
    """
    word = name.upper()
    if word in DOMAINS:
        return word
    return word[:2] if len(word) in (3, 4) and word[:2] in DOMAINS and word not in OTHER_TABLES else None


def code_by_variables(columns: Iterable[str]) -> str | None:
    """Give the one domain whose required variables beyond USUBJID are all there, None when none or several are.

    >>> code_by_variables(["USUBJID", "VSTESTCD", "VSDTC"])
    'VS'
    """
    there = set(columns)
    fitting = []
    for code, domain in DOMAINS.items():
        needed = {v.name for v in domain.variables if v.required} - {"USUBJID"}
        if (needed or {"RFSTDTC"}) <= there:
            fitting.append(code)
    return fitting[0] if len(fitting) == 1 else None


def _is_other(name: str) -> bool:
    return name.upper() in OTHER_TABLES or name.upper().startswith(("SUPP", "SQ", "AP"))


def _domains_inside(session: Session, table: SourceTable) -> dict[str, int]:
    """Count rows by the DOMAIN column; rows that leave it empty are not counted."""
    kind = table.columns.get("DOMAIN")
    if kind is None:
        return {}
    domain = f"upper({text_of('DOMAIN', kind)})"
    return dict(
        session.rows(
            f'SELECT {domain}, count(*) FROM "{table.relation}" WHERE {domain} IS NOT NULL GROUP BY 1 ORDER BY 1'
        )
    )


def _not_read(table: SourceTable, why: str, severity: str = "note") -> Finding:
    return Finding(
        "file-not-read",
        "warning" if severity == "warning" else "error" if severity == "error" else "note",
        f"{table.file}: {why}; its {table.rows} rows are not used",
        value=table.name,
        fix=None if severity == "note" else "name the file after its domain and give it a DOMAIN column",
    )


def _misnamed(table: SourceTable, named: str, found: str) -> Finding:
    return Finding(
        "file-content",
        "error",
        f"{table.file}: expected domain {named} as its name says, found {found}",
        domain=named,
        value=found,
        fix="rename the file after the domain it holds, or put the right table into it",
    )


def _place(session: Session, table: SourceTable) -> tuple[Part | None, list[Finding]]:
    named = code_by_name(table.name)
    inside = _domains_inside(session, table)
    held = [code for code in inside if code in DOMAINS]
    shown = ", ".join(f"{code} ({rows} rows)" for code, rows in inside.items())
    if not inside:
        shape = code_by_variables(table.columns)
        if named is None and shape is None:
            known = _is_other(table.name)
            why = "not a domain that cartaid reads" if known else "expected the table of a domain, found none"
            return None, [_not_read(table, why, "note" if known else "warning")]
        own = [name for name in table.columns if named and name.startswith(named)]
        if named and shape and shape != named and not own:
            return Part(shape, table), [_misnamed(table, named, f"the variables of {shape}; read as {shape}")]
        if named and not shape and not own and named != "DM" and table.rows:
            listed = ", ".join(name for name in list(table.columns)[:8] if name != ROW)
            return None, [_misnamed(table, named, f"columns {listed}; not read")]
        code = named or shape
        return (Part(code, table) if code else None), []
    if not held:
        severity = "note" if named is None or _is_other(table.name) else "error"
        return None, [_not_read(table, f"holds {shown}, not a domain that cartaid reads", severity)]
    if len(inside) == 1:
        wrong = named is not None and named != held[0]
        return Part(held[0], table), (
            [_misnamed(table, named, f"{shown}; read as {held[0]}")] if wrong and named else []
        )
    code = named if named in held else max(held, key=lambda item: inside[item])
    left = sum(rows for other, rows in inside.items() if other != code)
    return Part(code, table, mixed=True), [
        Finding(
            "row-dropped",
            "error",
            f"{table.file}: expected rows of one domain, found {shown}; {left} rows are not used",
            domain=code,
            variable="DOMAIN",
            value=str(left),
            fix="put each domain into a file of its own",
        )
    ]


def sort_tables(session: Session, tables: Sequence[SourceTable]) -> Sorted:
    """Sort tables to domains.

    Split domains (LBCH, LBHE ...) are put together again. When a domain is there both whole and split, or whole
    twice, only one whole table is used, so that no record counts twice; a finding says which.
    """
    parts: list[Part] = []
    findings: list[Finding] = []
    for table in tables:
        part, remarks = _place(session, table)
        findings += remarks
        if part is not None:
            parts.append(part)
    kept: list[Part] = []
    for part in parts:
        whole = [p for p in parts if p.code == part.code and p.table.name.upper() == p.code]
        if whole and part is not whole[0]:
            findings.append(
                Finding(
                    "file-not-read",
                    "error",
                    f"{part.table.file}: domain {part.code} is already read whole from {whole[0].table.file}; "
                    f"the {part.table.rows} rows of this file are not used",
                    domain=part.code,
                    value=part.table.name,
                    fix="keep the whole table or its parts, not both",
                )
            )
        else:
            kept.append(part)
    return Sorted(tuple(kept), tuple(findings))


def raw_relation(
    code: str, parts: Sequence[Part], numbers: Mapping[str, int]
) -> tuple[Relation, dict[str, str]]:
    """Give the table `raw_<domain>` over all its parts, and its columns with their types.

    `numbers` are the numbers of the files (table `source_file`). `_ROW` runs on from part to part, so that it is
    unique in the domain; `_FILE` is the number of the file. A column of two types becomes text.
    """
    kinds: dict[str, str] = {}
    for part in parts:
        for name, kind in part.table.columns.items():
            if name != ROW:
                kinds[name] = kind if kinds.get(name, kind) == kind else "VARCHAR"
    selects, before = [], 0
    for part in parts:
        have = part.table.columns
        columns = []
        for name, kind in kinds.items():
            if name not in have:
                source = f"CAST(NULL AS {kind})"
            elif have[name] == kind:
                source = f'"{name}"'
            else:
                source = text_of(name, have[name])
            columns.append(f'{source} AS "{name}"')
        where = ""
        if part.mixed:
            domain = text_of("DOMAIN", have["DOMAIN"])
            where = f" WHERE upper({domain}) = '{code}' OR {domain} IS NULL"
        selects.append(
            f'SELECT "{ROW}" + {before} AS "{ROW}", {numbers[part.table.file]} AS "_FILE", {", ".join(columns)} '
            f'FROM "{part.table.relation}"{where}'
        )
        before += part.table.rows
    relation = Relation(
        raw_name(code),
        " UNION ALL ".join(selects),
        tuple(part.table.relation for part in parts),
        (ROW, "_FILE", *kinds),
        kept=False,
    )
    return relation, {ROW: "BIGINT", "_FILE": "INTEGER"} | kinds


def offsets(parts: Iterable[Part]) -> dict[str, int]:
    """Give the number of rows that come before each file in its domain, to turn `_ROW` back into its row.

    >>> offsets([])
    {}
    """
    before: dict[str, int] = {}
    at: dict[str, int] = {}
    for part in parts:
        at[part.table.file] = before.get(part.code, 0)
        before[part.code] = at[part.table.file] + part.table.rows
    return at
