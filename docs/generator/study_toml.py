"""The reference of `study.toml`, from the models that check it."""

from __future__ import annotations

import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cartaid.study.protocol import Protocol
from generator.markdown import cell, code_cell, table


def study_toml_page() -> str:
    """Write the reference of every section and key."""
    text = (
        "# Reference of `study.toml`\n\n"
        "What the team of a study decides. Every key has a default; a key that is not known is refused and the "
        "nearest known one is named. `cartaid init FOLDER` writes a commented file to begin with. The whole "
        "protocol, defaults included, is kept in `manifest.json` of every analysis.\n\n"
    )
    return text + _sections(Protocol, "")


def _sections(model: type[BaseModel], prefix: str) -> str:
    text, plain = "", []
    for name, field in model.model_fields.items():
        key = field.alias or name
        inner, many = _inner_model(field.annotation)
        path = f"{prefix}{key}"
        if inner is None:
            plain.append((path, key, field))
            continue
        head = f"[[{path}]]" if many else f"[{path}]"
        doc = " ".join((inner.__doc__ or "").split())
        text += f"## `{head}`\n\n{cell(_said(field.description or '', doc))}\n\n"
        if many:
            text += "May be repeated, once for each.\n\n"
        rows = [
            _row(inner_field.alias or inner_name, inner_field)
            for inner_name, inner_field in inner.model_fields.items()
            if _inner_model(inner_field.annotation)[0] is None
        ]
        if rows:
            text += table(("key", "type", "default", "what"), rows) + "\n"
        text += _nested(inner, path)
    for path, key, field in plain:
        text += f"## `[{path}]`\n\n" + table(("key", "type", "default", "what"), [_row(key, field)]) + "\n"
    return text


def _said(description: str, doc: str) -> str:
    """Join what the field and its model say, without saying it twice."""
    if doc.startswith(description.rstrip(".")):
        return doc
    return description if description.startswith(doc.rstrip(".")) else f"{description} {doc}"


def _nested(model: type[BaseModel], path: str) -> str:
    nested = {n: f for n, f in model.model_fields.items() if _inner_model(f.annotation)[0] is not None}
    if not nested:
        return ""
    part = type(model.__name__, (), {"model_fields": nested})
    return _sections(part, f"{path}.")  # type: ignore[arg-type]


def _inner_model(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """Give the model a field holds, and whether it holds several."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    if get_origin(annotation) in (tuple, list):
        return _inner_model(get_args(annotation)[0])[0], True
    if get_origin(annotation) in (Union, types.UnionType):
        for option in get_args(annotation):
            found = _inner_model(option)
            if found[0] is not None:
                return found
    return None, False


def _row(key: str, field: FieldInfo) -> tuple[str, ...]:
    default = "required" if field.is_required() else _default(field.get_default(call_default_factory=True))
    limits = ", ".join(_limits(field))
    kind = _type(field.annotation) + (f" ({limits})" if limits else "")
    return code_cell(key), cell(kind), default, cell(field.description)


def _limits(field: FieldInfo) -> list[str]:
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    found = []
    for part in field.metadata:
        for name, sign in signs.items():
            if getattr(part, name, None) is not None:
                found.append(f"{sign} {getattr(part, name)}")
    return found


def _default(value: Any) -> str:
    if value is None or value == "" or (isinstance(value, tuple | dict | list) and not value):
        return "none"
    if isinstance(value, bool):
        return code_cell(str(value).lower())
    if isinstance(value, tuple | list):
        return ", ".join(code_cell(f'"{entry}"') for entry in value)
    if isinstance(value, dict):
        return "<br>".join(code_cell(f'"{k}" = "{v}"') for k, v in value.items())
    return code_cell(f'"{value}"' if isinstance(value, str) else value)


def _type(annotation: Any) -> str:
    names = {str: "text", int: "whole number", bool: "true or false", type(None): ""}
    if annotation in names:
        return names[annotation]
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(parts[0])
    if origin is Literal:
        return " or ".join(f'"{part}"' for part in parts)
    if origin in (Union, types.UnionType):
        return " or ".join(word for word in (_type(part) for part in parts) if word)
    if origin in (tuple, list):
        return f"list of {_type(parts[0])}"
    if origin is dict:
        return f"table of {_type(parts[0])} to {_type(parts[1])}"
    name = getattr(annotation, "__name__", str(annotation))
    return {"Decimal": "number", "date": "date"}.get(name, name)
