"""Read `study.toml`; every error names the file, the key, what was expected and what was found."""

from __future__ import annotations

import tomllib
import types
from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from cartaid.study.finding import StudyError
from cartaid.study.nearest import hint
from cartaid.study.protocol.model import Protocol


class ProtocolError(StudyError):
    """`study.toml` cannot be used; one line a fault."""


def default_protocol() -> Protocol:
    """Give the protocol of a study without `study.toml`.

    >>> default_protocol().day0.rule
    'first CAR T infusion'
    """
    return Protocol()


def read_protocol(path: Path) -> Protocol:
    """Read a `study.toml`.

    Raises ProtocolError with one line for each unknown key (and the nearest known one) or value that is not what
    was expected.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "study.toml"
    >>> _ = file.write_text('[baseline]\\nrulle = "screening"')
    >>> read_protocol(file)
    Traceback (most recent call last):
    ...
    cartaid.study.protocol.file.ProtocolError: study.toml: [baseline] rulle: no such key; the nearest is rule
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise ProtocolError(f"{path.name}: expected UTF-8 text, found another encoding: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(f"{path.name}: expected TOML, found: {error}") from None
    except OSError as error:
        raise ProtocolError(f"{path.name}: cannot be read: {error.strerror}") from None
    unknown = [f"{path.name}: {line}" for line in _unknown_keys(Protocol, data, ())]
    if unknown:
        raise ProtocolError("\n".join(unknown))
    try:
        return Protocol.model_validate(data)
    except ValidationError as error:
        lines = [f"{path.name}: {_fault(fault)}" for fault in error.errors()]
        raise ProtocolError("\n".join(dict.fromkeys(lines))) from None


def defaults_text(protocol: Protocol) -> str:
    """Say in a few lines which settings a study runs on, for a study without `study.toml`.

    >>> print(defaults_text(default_protocol()).splitlines()[1])
      day 0: first CAR T infusion, or the first exposure in a study without one
    """
    visits = ", ".join(f"{visit.name} ({visit.low} to {visit.high})" for visit in protocol.visits)
    cut = protocol.study.data_cut or "none, all records are used"
    schemes = [
        f"{name} by {scheme}"
        for name, scheme in (
            ("CRS", protocol.toxicity.crs),
            ("ICANS", protocol.toxicity.icans),
            ("CTCAE", protocol.toxicity.ctcae),
        )
        if scheme
    ]
    return "\n".join(
        (
            "no study.toml: the study runs on these defaults",
            f"  day 0: {protocol.day0.rule}, or the first exposure in a study without one",
            f"  baseline: {protocol.baseline.rule}",
            f"  disease group: DM.{protocol.disease.variable} or the medical history",
            f"  visits (days from day 0): {visits}",
            f"  data cut: {cut}",
            f"  toxicity: {', '.join(schemes) or 'no scheme named, so nothing is graded'}",
            f"  B cells: {protocol.b_cells.domain} {protocol.b_cells.test}, absent below "
            f"{protocol.b_cells.threshold} {protocol.b_cells.unit}, return confirmed by "
            f"{protocol.b_cells.confirmations} samples",
        )
    )


def _models(annotation: Any) -> Iterator[tuple[type[BaseModel], bool]]:
    """Give the model inside a field's annotation, and whether the field is a list of them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, False
    elif get_origin(annotation) is tuple:
        for inner in get_args(annotation):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield inner, True
    elif get_origin(annotation) in (Union, types.UnionType):
        for inner in get_args(annotation):
            yield from _models(inner)


def _unknown_keys(model: type[BaseModel], data: Mapping[str, Any], at: tuple[str, ...]) -> Iterator[str]:
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    for key, value in data.items():
        if key not in fields:
            near = hint(key, fields) if fields else "; there are no keys here"
            yield f"{_place((*at, key))}: no such key{near}"
            continue
        for inner, many in _models(fields[key].annotation):
            if not many and isinstance(value, Mapping):
                yield from _unknown_keys(inner, value, (*at, key))
            if many and isinstance(value, list):
                for number, item in enumerate(value, start=1):
                    if isinstance(item, Mapping):
                        yield from _unknown_keys(inner, item, (*at, f"{key} {number}"))


def _place(at: tuple[str, ...]) -> str:
    """Write a place as a person reads it in the file: `[section] key`.

    >>> _place(("codes 2", "to"))
    '[[codes]] number 2, to'
    """
    if len(at) == 1:
        return at[0]
    section, *rest = at
    name, _, number = section.partition(" ")
    head = f"[[{name}]] number {number}," if number else f"[{name}]"
    return f"{head} {'.'.join(rest)}"


def _written(value: Any) -> str:
    """Write a value as TOML does: texts in quotes, numbers and days bare.

    >>> _written("5.0"), _written(Decimal("5.0")), _written(date(2024, 3, 1)), _written([Decimal("1.5"), True])
    ("'5.0'", '5.0', '2024-03-01', '[1.5, true]')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | date | time):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(_written(one) for one in value)}]"
    return repr(value)


def _fault(fault: Any) -> str:
    at: list[str] = []
    for part in fault["loc"]:
        if isinstance(part, int):
            at[-1] = f"{at[-1]} {part + 1}" if len(at) == 1 else at[-1]
        else:
            at.append(str(part))
    message = str(fault["msg"]).removeprefix("Value error, ")
    if len(at) > 3 and at[0] == "definitions":
        # A switch may be written in several ways: one line says so, not one a way.
        at, message = at[:3], f"expected one text, number, true or false, found {_written(fault['input'])}"
        return f'[definitions."{at[1]}"] {at[2]}: {message}'
    if fault["type"] == "missing":
        message = "expected a value, found none"
    elif fault["type"] != "value_error":
        message = f"{message}, found {_written(fault['input'])}".replace("Input should be", "expected")
    return f"{_place(tuple(at))}: {message}" if at else message
