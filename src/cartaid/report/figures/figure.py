"""What a figure is before it is drawn: a Vega-Lite specification, words, and its data as a table."""

from __future__ import annotations

from typing import Any

from attrs import frozen

Spec = dict[str, Any]
Data = dict[str, list[dict[str, Any]]]


@frozen
class Figure:
    """One figure.

    Parameters
    ----------
    id : str
        Name of its files and its anchor.
    title, caption : str
        What it shows; what the marks mean and how the values were made.
    alt : str
        What a person who cannot see it should know: what is drawn, and its main finding in words.
    section : str
        Section of the report it stands in.
    spec : dict
        Vega-Lite specification with its data inside.
    columns, rows : tuple
        The same data as a table.
    """

    id: str
    title: str
    caption: str
    alt: str
    section: str
    spec: Spec
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
