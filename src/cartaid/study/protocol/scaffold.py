"""A commented `study.toml` for a new study, written from the models."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from textwrap import wrap
from typing import Any

from pydantic import BaseModel

from cartaid.study.domains import DOMAINS
from cartaid.study.protocol.model import Code, Drug, Protocol, Visit
from cartaid.study.protocol.outcome import DeclaredEvent, Endpoint
from cartaid.study.protocol.safety import DoseLimiting
from cartaid.study.protocol.section import Section

_LISTS: dict[str, tuple[type[Section], str]] = {
    "codes": (
        Code,
        '# [[codes]]\n# domain = "QS"\n# from = "SLEDAI_01"\n# to = "SLD01"\n# to_category = "SLEDAI-2K"',
    ),
    "drugs": (Drug, '# [[drugs]]\n# name = "dapsone"\n# class = "immunosuppressive"'),
    "dose_limiting": (
        DoseLimiting,
        '# [[dose_limiting]]\n# name = "CRS of grade 3 for more than 72 hours"\n# event = "CRS"\n# grade = 3\n'
        "# longer_than_hours = 72",
    ),
    "endpoints": (
        Endpoint,
        '# [[endpoints]]\n# parameter = "DORIS21"\n# visit = "Month 6"\n# strategy = "composite"',
    ),
}
# The events of the systemic sclerosis series (doi 10.1016/S2665-9913(24)00282-0) as its abstract lists them; the
# terms, grades and the measure of lung progression are cartaid's choice.
_EVENTS = """
# [[event_free.events]]
# label = "progression of interstitial lung disease"
# parameter = "OMERILDP"
# [[event_free.events]]
# label = "onset of congestive heart failure"
# terms = ["cardiac failure", "cardiac failure congestive", "heart failure"]
# [[event_free.events]]
# label = "onset of renal failure"
# terms = ["renal failure", "acute kidney injury", "scleroderma renal crisis"]
# [[event_free.events]]
# label = "onset of arterial hypertension"
# terms = ["hypertension"]
# [[event_free.events]]
# label = "new immunosuppressive or antifibrotic"
# drug_classes = ["immunosuppressive", "biologic"]
# drugs = ["nintedanib"]
""".strip()


def _comment(text: str) -> list[str]:
    return wrap(text, 108, initial_indent="# ", subsequent_indent="# ")


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _lines(section: BaseModel, own: str) -> list[str]:
    """Write the keys of one section, those without a value commented out."""
    lines: list[str] = []
    tables: list[str] = []
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, dict):
            tables += ["", *_comment(field.description or ""), f"[{own}.{name}]"]
            tables += [f"{_toml(key)} = {_toml(item)}" for key, item in value.items()]
            continue
        if name == "events":
            described = _comment(field.description or "")
            tables += ["", *described, *_fields(DeclaredEvent), *_EVENTS.splitlines()]
            continue
        lines += _comment(field.description or "")
        if value is None:
            lines.append(f"# {name} = {_toml((field.examples or [''])[0])}")
        else:
            lines.append(f"{name} = {_toml(value)}")
    return lines + tables


def scaffold(study: str = "MY-STUDY") -> str:
    """Give the text of a commented `study.toml` that says what the defaults are.

    `study` is the identifier to write into it. The text reads back as the default protocol, but for that
    identifier and the toxicity schemes, which have no default and are offered to be chosen.

    >>> scaffold("S1").splitlines()[0]
    '# The decisions of this study. A key that is left out, or commented out, takes its default.'
    """
    default = Protocol()
    lines = ["# The decisions of this study. A key that is left out, or commented out, takes its default."]
    for name, field in Protocol.model_fields.items():
        value = getattr(default, name)
        lines += ["", *_comment(field.description or "")]
        if name == "study":
            value = value.model_copy(update={"id": study, "title": "Title of the study"})
        if isinstance(value, Section):
            lines += [f"[{name}]", *_lines(value, name)]
        elif name == "visits":
            lines += _fields(Visit)
            for visit in default.visits:
                lines += ["[[visits]]"]
                lines += [
                    f"{key} = {_toml(getattr(visit, key))}" for key in ("name", "target", "low", "high")
                ]
        elif name in _LISTS:
            model, example = _LISTS[name]
            lines += [*_fields(model), *example.splitlines()]
        else:
            lines += [
                '# [definitions."doris-2021"]',
                "# Name and values of the switches: cartaid definitions doris-2021",
            ]
    return "\n".join(lines) + "\n"


def empty_table(code: str) -> str:
    """Give the header line of an empty CSV table of a domain, for a new study.

    >>> empty_table("DS")
    'STUDYID,DOMAIN,USUBJID,DSSEQ,DSTERM,DSDECOD,DSCAT,DSSCAT,DSSTDTC,DSDTC,VISITNUM,VISIT\\n'
    """
    return ",".join(variable.name for variable in DOMAINS[code].variables) + "\n"


def _fields(model: type[Section]) -> list[str]:
    lines = []
    for name, field in model.model_fields.items():
        lines += _comment(f"{field.alias or name}: {field.description}")
    return lines
