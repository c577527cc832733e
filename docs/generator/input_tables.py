"""The reference of the tables that a study is read from."""

from __future__ import annotations

from collections import defaultdict

from cartaid import definitions
from cartaid.study.domains import DOMAINS
from generator.markdown import cell, code_cell, table

TYPES = {
    "text": "text",
    "number": "number",
    "integer": "whole number",
    "date": "ISO 8601 date or time, may be partial",
}


def input_tables_page() -> str:
    """Write the domains with their variables, and the test codes that definitions look for."""
    text = (
        "# Input tables\n\n"
        "A study is a folder with `study.toml` and one table for each SDTM domain (CSV, Parquet, XPT or XLSX; named "
        "after the domain, or told by its column DOMAIN). Further columns are ignored. Codes of your own are mapped "
        "in [`study.toml`](study-toml.md). A partial date (`2022-01`) keeps its precision, and a comparison that it "
        "leaves open is unknown.\n\n"
    )
    wanted: dict[str, dict[tuple[str, str], set[str]]] = defaultdict(lambda: defaultdict(set))
    for d in definitions():
        for item in d.items:
            if item.record is not None and item.record.domain in DOMAINS and item.record.testcd != "*":
                wanted[item.record.domain][item.record.testcd, item.record.cat].add(d.id)
    for code, domain in DOMAINS.items():
        text += f"## {code}: {cell(domain.title)}\n\n"
        text += table(
            ("variable", "type", "needed"),
            [(code_cell(v.name), TYPES[v.type], "yes" if v.required else "") for v in domain.variables],
        )
        if code in wanted:
            text += "\nTests that definitions look for:\n\n" + table(
                ("test code", "category", "used by"),
                [
                    (code_cell(test), code_cell(category), cell(_some(sorted(ids))))
                    for (test, category), ids in sorted(wanted[code].items())
                ],
            )
        text += "\n"
    return text


def _some(ids: list[str]) -> str:
    return ", ".join(ids) if len(ids) <= 4 else ", ".join(ids[:3]) + f" and {len(ids) - 3} more"
