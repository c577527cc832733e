"""What a figure is before it is drawn: a Vega-Lite specification, words, and its data as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from attrs import frozen

Spec = dict[str, Any]
Data = dict[str, list[dict[str, Any]]]


TABLES = {
    "swimmer": ("adsl", "adrs", "adtx", "adtte", "adcm", "adint", "adae", "adpp"),
    "response_grid": ("adsl", "adrs"),
    "scores_": ("adsl", "adqs", "adlb"),
    "paired_change": ("adsl", "adqs", "adlb"),
    "glucocorticoid": ("adsl", "adcm"),
    "cells": ("adsl", "adpc"),
    "kinetic_model": ("adsl", "adpc"),
    "antibod": ("adsl", "adis", "adlb"),
    "complement": ("adsl", "adlb"),
    "survival": ("adsl", "adtte"),
    "incidence": ("adsl", "adtte"),
}
"""Analysis tables of each figure, by the beginning of its id."""


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

    @property
    def code(self) -> str:
        """The lines that draw it from the written tables, with the public interface."""
        source = (
            # The curves of a fitted model are no analysis table.
            "# STUDY: the folder that was analysed; the model is fitted again.\n"
            'analysis = cartaid.read_study("STUDY").analyse()\n'
            if self.id.startswith("kinetic_model")
            else "# OUT: the folder this report lies in; the rows drawn come from its analysis/*.parquet "
            f"({', '.join(self.tables)}).\n"
            'analysis = cartaid.read_analysis("OUT")\n'
        )
        return (
            f"import cartaid\n\n{source}"
            f'figure = analysis.figure("{self.id}")\n'
            f'figure.save("{self.id}.svg")  # or .png; figure.spec is the Vega-Lite specification, to be changed at will'
        )

    @property
    def tables(self) -> tuple[str, ...]:
        """The analysis tables it is drawn from."""
        return next((tables for start, tables in TABLES.items() if self.id.startswith(start)), ())

    def svg(self) -> str:
        """Draw it as SVG with its text as text."""
        from cartaid.report.render import svg

        return svg(self.spec)

    def png(self) -> bytes:
        """Draw it as PNG, 300 dots an inch, on white."""
        from cartaid.report.render import png

        return png(self.svg())

    def save(self, path: Path | str) -> Path:
        """Write it as .svg, .png or .json (its Vega-Lite specification); give the path.

        Raises ValueError for another ending.
        """

        path = Path(path)
        kind = path.suffix.lower()
        if kind == ".svg":
            path.write_bytes(self.svg().encode())
        elif kind == ".png":
            path.write_bytes(self.png())
        elif kind == ".json":
            path.write_bytes(self.spec_text().encode())
        else:
            raise ValueError(f"{path}: expected a name ending in .svg, .png or .json")
        return path

    def spec_text(self) -> str:
        """Give the Vega-Lite specification as JSON, a line for each of its parts."""
        import json

        # Indented throughout it takes ten times as long to write: the data are in it.
        parts = (
            f"{json.dumps(key)}: {json.dumps(part, ensure_ascii=False)}" for key, part in self.spec.items()
        )
        return "{\n" + ",\n".join(parts) + "\n}\n"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Show it in a notebook: the drawing, and what is read aloud."""
        return {"image/svg+xml": self.svg(), "text/plain": f"{self.title}. {self.alt}"}
