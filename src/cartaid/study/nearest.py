"""The known name a misspelt one may stand for."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str:
    """Give the known name that is most like this one, whatever the case; empty where none is like it.

    Parameters
    ----------
    name : str
        What was written.
    known : iterable of str
        Names that are known.

    Returns
    -------
    str
        A known name of which at least 0.6 of the letters stand in the same order (difflib's ratio), or nothing: a
        name far away sends the reader the wrong way.

    Examples
    --------
    >>> nearest("SLD001", ["SLD01", "SLD02"]), nearest("eustar17", ["EUSTAR", "SLEDAI"]), nearest("NOSUCH", ["SLDNOHO"])
    ('SLD01', 'EUSTAR', '')
    """
    from difflib import get_close_matches

    folded: dict[str, str] = {}
    for one in known:
        folded.setdefault(one.casefold(), one)
    found = get_close_matches(name.casefold(), folded, n=1)
    return folded[found[0]] if found else ""


def hint(name: str, known: Iterable[str], words: str = "the nearest is") -> str:
    """Give the end of a message that names the nearest known name, empty where there is none.

    >>> hint("rulle", ["rule", "second"]), hint("NOSUCH", ["SLDNOHO"])
    ('; the nearest is rule', '')
    """
    found = nearest(name, known)
    return f"; {words} {found}" if found else ""
