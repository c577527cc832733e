"""The bundled example study: synthetic, written by a script, shaped on the published case series."""

from __future__ import annotations

from pathlib import Path


def example_study() -> Path:
    """Give the folder of the synthetic example study.

    >>> (example_study() / "study.toml").exists()
    True
    """
    return Path(__file__).parent
