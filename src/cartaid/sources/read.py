"""Read a study: a folder, or one file, into the tables every later room works on."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path

from attrs import evolve, frozen

from cartaid.engine import Session
from cartaid.sources.csv import read_csv
from cartaid.sources.folder import Part, code_by_name, offsets, raw_relation, sort_tables
from cartaid.sources.kind import SUFFIX_KIND, UNKNOWN, kind_by_content, kind_by_name
from cartaid.sources.parquet import read_parquet
from cartaid.sources.table import SourceTable
from cartaid.sources.xlsx import read_xlsx
from cartaid.sources.xpt import read_xpt
from cartaid.study.death import death_record_relation, death_relation
from cartaid.study.disease import patient_relation
from cartaid.study.domains import DOMAINS, FINDING_DOMAINS
from cartaid.study.finding import FINDING_COLUMNS, Finding, StudyError, finding_rows
from cartaid.study.observation import observation_relation, outside_life_relation
from cartaid.study.protocol import Protocol, default_protocol, defaults_text, protocol_tables, read_protocol
from cartaid.study.typed import SOURCE_FILE_COLUMNS, raw_name, typed_relations
from cartaid.study.units import (
    UNIT_FACTOR_COLUMNS,
    UNIT_SPELLING_COLUMNS,
    UNIT_TEST_COLUMNS,
    quantity_relation,
    unit_conversion_relation,
    unit_factor_rows,
    unit_spelling_rows,
    unit_test_rows,
)

STORED_ROWS = 1_000_000
"""A domain of at most so many rows is stored once it is typed; a larger one is computed where it is used."""

FEW_ROWS = 100_000
"""With at most so many results the planning of statements costs more than their running."""


@frozen
class ReadFile:
    """One file that was read: name, kind, SHA-256, rows, and the domains it gave."""

    name: str
    kind: str
    sha256: str
    rows: int
    domains: tuple[str, ...]


@frozen
class LoadedStudy:
    """A study in a session: its protocol, its files, the defaults it runs on, the findings of the reading."""

    path: Path
    protocol: Protocol
    files: tuple[ReadFile, ...]
    defaults_used: str
    findings: tuple[Finding, ...]
    rows: dict[str, int]


def sha256(path: Path) -> str:
    """Give the SHA-256 of a file, read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load_study(session: Session, path: Path | str) -> LoadedStudy:
    """Read a study into a session.

    `path` is a folder with one table a domain (and, where there is one, `study.toml`) or a single table file.
    Afterwards the session holds `raw_<domain>` for each domain that is there, `sdtm_<domain>` for every domain,
    `observation`, `quantity`, the `protocol_*` tables, `source_file` and `finding_read`. Raises StudyError
    when nothing can be read, ProtocolError when `study.toml` cannot be used.
    """
    place = Path(path)
    if not place.exists():
        raise StudyError(f"{place}: expected a study folder or a table file, found nothing")
    paths = sorted(place.iterdir()) if place.is_dir() else [place]
    settings = next((p for p in paths if p.name == "study.toml"), None)
    protocol = read_protocol(settings) if settings else default_protocol()
    findings: list[Finding] = []
    tables: dict[Path, list[SourceTable]] = {}
    kinds: dict[Path, str] = {}
    for file in paths:
        if file.is_file() and kind_by_name(file) is not None and not _beside(file):
            kinds[file] = kind_of(file, findings)
            tables[file] = _tables(session, file, kinds[file], f"file_{len(tables) + 1}", findings)
    if not any(tables.values()):
        endings = ", ".join(SUFFIX_KIND)
        remarks = "".join(f"; {finding.message}" for finding in findings)
        raise StudyError(f"{place}: expected table files ({endings}), found none that can be read{remarks}")
    every = [table for file_tables in tables.values() for table in file_tables]
    for table in every:
        findings += table.findings
    sorted_tables = sort_tables(session, every)
    if not sorted_tables.parts:
        listed = ", ".join(dict.fromkeys(table.file for table in every))
        raise StudyError(
            f"{place}: expected a table of at least one domain ({', '.join(DOMAINS)}), found none in {listed}; "
            "name each file after its domain, or fill its column DOMAIN"
        )
    findings += sorted_tables.findings
    held = {part.table.file: part.code for part in sorted_tables.parts}
    findings = [_in_domain(finding, held) for finding in findings]
    rows = _build(session, protocol, sorted_tables.parts)
    findings += _absent(rows, {code_by_name(file.stem) for file in tables})
    session.load("finding_read", FINDING_COLUMNS, finding_rows(findings))
    files = tuple(
        ReadFile(
            file.name,
            kinds[file],
            sha256(file),
            sum(table.rows for table in file_tables),
            tuple(part.code for part in sorted_tables.parts if part.table in file_tables),
        )
        for file, file_tables in tables.items()
    )
    defaults = "" if settings else defaults_text(protocol)
    return LoadedStudy(place, protocol, files, defaults, tuple(findings), rows)


def _in_domain(finding: Finding, held: Mapping[str, str]) -> Finding:
    """Say which domain a remark on a file belongs to, where the file gave one."""
    if finding.domain is not None:
        return finding
    file = next((file for file in held if finding.message.startswith(f"{file}, ")), None)
    return finding if file is None else evolve(finding, domain=held[file])


def _beside(path: Path) -> bool:
    """Say whether a file only lies beside the tables: a note of the system, or findings that cartaid wrote."""
    # Names such as ._lb.csv and ~$lb.xlsx are notes that systems and programs leave beside a file.
    if path.name.startswith((".", "~$")):
        return True
    with path.open("rb") as file:
        return file.readline(200).strip() == ",".join(FINDING_COLUMNS).encode()


def kind_of(path: Path, findings: list[Finding]) -> str:
    """Give the kind of a file by its content, and remark where the name promised another."""
    promised, found = kind_by_name(path), kind_by_content(path)
    if found != promised:
        readable = found in SUFFIX_KIND.values()
        findings.append(
            Finding(
                "file-kind",
                "error",
                f"{path.name}: expected {promised} as its name says, found {found}{_zero_bytes(path, found)}; "
                f"{'read as ' + found if readable else 'not read'}",
                value=found,
                fix="export the table again; delete the file when the study has no such records"
                if found == "empty file"
                else "rename the file, or save it again in the format its name says",
            )
        )
    return found


def _zero_bytes(path: Path, found: str) -> str:
    """Say of a file that is none of the known kinds how many lines it has, and in which the first zero byte stands."""
    if found != UNKNOWN:
        return ""
    lines, first = 0, None
    with path.open("rb") as file:
        for lines, line in enumerate(file, start=1):
            if first is None and b"\x00" in line:
                first = lines
    return f" ({lines} {'line' if lines == 1 else 'lines'}, the first zero byte in line {first})"


def _tables(
    session: Session, path: Path, kind: str, relation: str, findings: list[Finding]
) -> list[SourceTable]:
    """Read one file; a file that cannot be read becomes a finding, and the others are still read."""
    try:
        if kind == "CSV":
            return [read_csv(session, path, relation)]
        if kind == "Parquet":
            return [read_parquet(session, path, relation)]
        if kind == "XPT":
            return [read_xpt(session, path, relation)]
        if kind == "Excel workbook":
            return read_xlsx(session, path, relation)
    except StudyError as error:
        findings.append(
            Finding(
                "file-unreadable", "error", str(error), value=path.name, fix="mend the file; it is not read"
            )
        )
    return []


def _build(session: Session, protocol: Protocol, parts: tuple[Part, ...]) -> dict[str, int]:
    """Build raw, typed and protocol tables; give the rows of each domain that is there."""
    for table in protocol_tables(protocol):
        session.load(table.name, table.columns, table.rows)
    numbers: dict[str, int] = {}
    for part in parts:
        numbers.setdefault(part.table.file, len(numbers) + 1)
    at = offsets(parts)
    held = {part.table.file: part for part in parts}
    session.load(
        "source_file",
        SOURCE_FILE_COLUMNS,
        [
            (number, name, at[name], held[name].code, held[name].table.word, held[name].table.header)
            for name, number in numbers.items()
        ],
    )
    raw: dict[str, dict[str, str]] = {}
    rows: dict[str, int] = {}
    for code in DOMAINS:
        own = [part for part in parts if part.code == code]
        if own:
            relation, raw[code] = raw_relation(code, own, numbers)
            session.build([relation])
            mixed = any(part.mixed for part in own)
            counted = session.rows(f"SELECT count(*) FROM {raw_name(code)}")[0][0] if mixed else None
            rows[code] = counted if counted is not None else sum(part.table.rows for part in own)
    mapped: dict[str, set[str]] = defaultdict(set)
    for mapping in protocol.codes:
        mapped[mapping.domain].add(mapping.target)
    stored = {code for code in DOMAINS if rows.get(code, 0) <= STORED_ROWS}
    session.build(typed_relations(raw, mapped, stored))
    together = sum(rows.get(code, 0) for code in FINDING_DOMAINS)
    session.load("unit_test", UNIT_TEST_COLUMNS, unit_test_rows())
    session.load("unit_factor", UNIT_FACTOR_COLUMNS, unit_factor_rows())
    session.load("unit_spelling", UNIT_SPELLING_COLUMNS, unit_spelling_rows())
    few = _few(rows)
    if together <= FEW_ROWS:
        session.expect_few_rows()
    session.build([death_record_relation(), death_relation(), outside_life_relation()])
    outside_life = bool(session.rows("SELECT 1 FROM outside_life LIMIT 1"))
    session.build(
        [
            observation_relation(kept=few, outside_life=outside_life),
            unit_conversion_relation(),
            quantity_relation(kept=few),
            patient_relation(protocol),
        ]
    )
    return rows


def refuse_scales_without_unit(session: Session, rows: Mapping[str, int]) -> None:
    """Make `observation` anew where the checks found results of a scale that must name their unit and do not.

    `rows` are the rows of each domain that is there (`LoadedStudy.rows`).
    """
    if not session.has("scale_without_unit") or not session.rows("SELECT 1 FROM scale_without_unit LIMIT 1"):
        return
    outside_life = bool(session.rows("SELECT 1 FROM outside_life LIMIT 1"))
    session.build([observation_relation(_few(rows), outside_life, scale_without_unit=True)])


def _few(rows: Mapping[str, int]) -> bool:
    """Say whether all results together are few enough to be stored."""
    return sum(rows.get(code, 0) for code in FINDING_DOMAINS) <= STORED_ROWS


def _absent(rows: dict[str, int], named: Collection[str | None]) -> list[Finding]:
    """Remark domains without a file, and tables without a row.

    `named` are the domains that a file is named after: where one gave no table of its domain, that is said already.
    """
    findings = []
    for code, domain in DOMAINS.items():
        if code not in rows and code in named:
            continue
        if code not in rows:
            findings.append(
                Finding(
                    "domain-absent",
                    "error" if code == "DM" else "note",
                    f"domain {code} ({domain.title}): no file; what needs it is not derived",
                    domain=code,
                    fix=f"add {code.lower()}.csv when the study has such records",
                )
            )
        elif rows[code] == 0:
            findings.append(
                Finding(
                    "domain-empty",
                    "warning",
                    f"domain {code} ({domain.title}): expected rows, found none",
                    domain=code,
                    fix="fill the table, or leave the file out when the study has no such records",
                )
            )
    return findings
