"""The records behind the numbers: every dataset a result names, with the columns its filters ask for.

A link is offered only where the records it opens are those of the number: counted by patient they are the patients
counted or all who were judged (`opened` says which). A filter that cannot tell them leaves the number without a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from attrs import field, frozen

from cartaid.engine import Session
from cartaid.results.ard import RANGE, Result, conditions
from cartaid.results.cohort import DISEASES, LISTED_PATIENTS
from cartaid.results.counted_rows import NEEDED, counted_rows

SHOWN = (
    "USUBJID PARAMCD AVISIT ADT RDY ASTDT ASTRDY AVAL AVALC ALOW AHIGH STATUS REASON CNSR EVNTDESC CNSDTDSC "
    "AETERM AEDECOD AETOXGR AESER"
).split()
"""Columns shown of a record, where its dataset has them."""

OF_SUBJECT = ("USUBJID", "SUBJID", "DISEASE", "AGE", "SEX", "TRTSDT", "FUPDAYS")
"""Columns shown of a patient."""


@frozen
class Dataset:
    """The rows of an analysis dataset, as text, numbers or None: enough to apply every filter and to read a record."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


ANY = "*"
"""In a filter: the column holds a value, whichever."""

EVENTS = ("adae",)
"""Datasets of events: a patient without the event has no row in them, so that only those counted can be shown."""


def rows_behind(session: Session, results: Iterable[Result]) -> dict[str, Dataset]:
    """Give the datasets that the results name; a filter is then applied by `matching`.

    Nothing is given for a study of more than `LISTED_PATIENTS` patients: a report is no place for its records, the
    datasets are.

    Examples
    --------
    >>> from cartaid import example_study, read_study
    >>> from cartaid.results.build import build
    >>> session = read_study(example_study()).analyse().study.session
    >>> results, _ = build(session)
    >>> found = rows_behind(session, results)
    >>> len(matching(found, "adsl", "INFFL=Y"))
    15
    """
    from cartaid.analysis.datasets import dataset_sql

    asked: dict[str, set[str]] = {}
    for result in results:
        if result.dataset:
            asked.setdefault(result.dataset, set()).add(result.filter)
    if not asked or session.rows("SELECT count(*) FROM adsl")[0][0] > LISTED_PATIENTS:
        return {}
    queries = dataset_sql(session)
    filtered = {
        name: {part.partition("=")[0] for filter in filters for part in filter.split("&")}
        for name, filters in asked.items()
    }
    every = set().union(*filtered.values())
    found = {}
    for name in ("adsl", *sorted(set(asked) - {"adsl"})):
        if name in queries:
            described = session.rows(f"DESCRIBE {queries[name]}")
            wanted = OF_SUBJECT if name == "adsl" else SHOWN
            # ADSL also holds what the filters of other datasets ask of a patient.
            needed = every if name == "adsl" else filtered[name] | set(NEEDED.get(name, ()))
            kept = {column: kind for column, kind, *_ in described if column in wanted or column in needed}
            parts = ", ".join(_plain(column, kind) for column, kind in kept.items())
            found[name] = Dataset(
                tuple(kept), tuple(session.rows(f"SELECT {parts} FROM ({queries[name]}) AS d"))
            )
    return found


def _plain(column: str, kind: str) -> str:
    """Write a column as text or a number: dates as ISO text, decimals as floating point."""
    if kind.startswith("DECIMAL"):
        return f'CAST("{column}" AS DOUBLE)'
    return f'CAST("{column}" AS VARCHAR)' if kind in ("DATE", "TIMESTAMP", "BOOLEAN") else f'"{column}"'


def matching(datasets: Mapping[str, Dataset], dataset: str, filter: str) -> list[dict[str, Any]]:
    """Give the rows of a dataset that a filter lets through; columns it lacks are those of the patient in ADSL.

    >>> adsl = Dataset(("USUBJID", "DTHDT"), (("1", None), ("2", "2024-01-01")))
    >>> [row["USUBJID"] for row in matching({"adsl": adsl}, "adsl", "DTHDT=*")]
    ['2']
    >>> [row["USUBJID"] for row in matching({"adsl": adsl}, "adsl", "DTHDT=")]
    ['1']
    """
    found = datasets[dataset]
    return [
        dict(zip(found.columns, found.rows[n], strict=True)) for n in Finder(datasets).rows(dataset, filter)
    ]


@frozen
class Finder:
    """Applies many filters to the same datasets; every column is looked through once."""

    datasets: Mapping[str, Dataset]
    _places: dict[tuple[str, str], dict[str, set[int]]] = field(factory=dict, init=False)
    _counted: dict[tuple[str, str], tuple[int, int]] = field(factory=dict, init=False)

    def rows(self, dataset: str, filter: str) -> list[int]:
        """Give the places of the rows that a filter lets through."""
        conditions: dict[str, set[str]] = {}
        for name, value in parse_qsl(filter, keep_blank_values=True):
            conditions.setdefault(name, set()).add(value)
        met = []
        for name, allowed in conditions.items():
            held = self._held(dataset, name)
            if len(allowed) == 1 and (span := RANGE.fullmatch(next(iter(allowed)))):
                low, high = float(span[1] or "-inf"), float(span[2] or "inf")
                within = (rows for value, rows in held.items() if value and low <= float(value) <= high)
                met.append(set().union(*within))
            elif ANY in allowed:
                met.append(set().union(*(rows for value, rows in held.items() if value)))
            elif len(allowed) == 1:
                met.append(held.get(_number(*allowed), set()))
            else:
                met.append(set().union(*(held.get(_number(value), set()) for value in allowed)))
        if not met:
            return list(range(len(self.datasets[dataset].rows)))
        # The fewest rows first: a condition on the parameter leaves little for the others to look at.
        return sorted(set.intersection(*sorted(met, key=len)))

    def patients(self, dataset: str, filter: str) -> tuple[int, int]:
        """Count rows and patients that a filter lets through."""
        key = (dataset, filter)
        if key not in self._counted:
            found = self.datasets[dataset]
            rows = self.rows(dataset, filter)
            place = found.columns.index("USUBJID")
            self._counted[key] = (len(rows), len({found.rows[n][place] for n in rows}))
        return self._counted[key]

    def _held(self, dataset: str, name: str) -> dict[str, set[int]]:
        """Give the rows that hold each value of a column, or whose patient holds it in ADSL."""
        if (dataset, name) not in self._places:
            found = self.datasets[dataset]
            if name in found.columns:
                values = [row[found.columns.index(name)] for row in found.rows]
            else:
                of = self._of_patients(name)
                place = found.columns.index("USUBJID")
                values = [of.get(row[place]) for row in found.rows]
            held: dict[str, set[int]] = {}
            for number, value in enumerate(values):
                held.setdefault("" if value is None else _number(value), set()).add(number)
            self._places[dataset, name] = held
        return self._places[dataset, name]

    def _of_patients(self, name: str) -> dict[Any, Any]:
        subjects = self.datasets["adsl"]
        if name not in subjects.columns:
            return {}
        key, value = subjects.columns.index("USUBJID"), subjects.columns.index(name)
        return {row[key]: row[value] for row in subjects.rows}


@lru_cache(maxsize=4096)
def _number(value: Any) -> str:
    """Write a value as text, numbers without their empty decimals: 2, 2.0 and "2.0" are one value."""
    text = str(value)
    if text.replace(".", "", 1).removeprefix("-").isdecimal():
        return f"{float(text):g}" if len(text) < 15 else text
    return text


def opened(finder: Finder, result: Result) -> str | None:
    """Say which records the link of a result opens, or None where it would not open those of the number.

    Parameters
    ----------
    finder : Finder
        Over the datasets of the report.
    result : Result
        A row of the ARD with a dataset.

    Returns
    -------
    str or None
        Words for the panel. Of x/N the records are those of the x patients counted, or of all N that were judged
        (`marked` tells which of them were counted, where it can); of a number of events each record is one of them; of
        an estimate they are those it was made from.

    Examples
    --------
    >>> from cartaid.results.measure import Place, tally
    >>> adsl = Dataset(("USUBJID", "SEX"), (("1", "F"), ("2", "F"), ("3", "M")))
    >>> of = tally(Place("d", dataset="adsl", filter="SEX=F"), 2, 3)
    >>> opened(Finder({"adsl": adsl}), of)
    'the 2 patients counted'
    >>> opened(Finder({"adsl": adsl}), tally(Place("d", dataset="adsl", filter="SEX=M"), 2, 3)) is None
    True
    """
    if result.dataset not in finder.datasets:
        return None
    rows, patients = finder.patients(result.dataset, result.filter)
    if not rows:
        return None
    if result.statistic.startswith("event") or result.statistic == "episodes":
        return f"the {counted(rows, 'event')} counted" if rows == result.n else None
    if result.statistic == "text" and "USUBJID=" in result.filter:
        return (
            "the records of the patient" if patients == 1 else f"the {counted(patients, 'patient')} it is of"
        )
    if result.statistic == "mean number":
        return f"the {counted(rows, 'event')} up to then"
    if result.n is not None and patients == result.n and result.statistic not in OF_ALL:
        return f"the {counted(patients, 'patient')} counted"
    if result.statistic in ("n", "undetermined") or result.dataset in EVENTS:
        return None
    if result.N is not None:
        if patients != result.N:
            return None
        both = result.statistic == "x/N" and result.n is not None
        among = f", {result.n} of them counted" if both else ""
        if both and result.n not in (0, result.N) and not marked(finder, result):
            among += "; these records do not tell which"
        return f"all {counted(patients, 'patient')} judged{among}"
    if result.statistic in OF_ALL:
        return f"all {counted(patients, 'patient')} the estimate was made from"
    return None


def nobody(finder: Finder, result: Result) -> tuple[str, str] | None:
    """Give the filter of ADSL that opens the patients judged where none or all of them were counted, and words for it.

    Parameters
    ----------
    finder : Finder
        Over the datasets of the report.
    result : Result
        A share; its column or the first word of its row may name a disease.

    Returns
    -------
    tuple of str, or None
        None unless exactly those N patients are all that were treated, or all of one disease: who was judged is
        then certain.

    Examples
    --------
    >>> from cartaid.results.measure import Place, tally
    >>> adsl = Dataset(("USUBJID", "TRTSDT", "DISEASE"), (("1", "2024-01-01", "SLE"), ("2", None, "SLE")))
    >>> nobody(Finder({"adsl": adsl}), tally(Place("d"), 0, 1))
    ('TRTSDT=%2A', 'the 1 patient judged, nobody of them counted')
    >>> nobody(Finder({"adsl": adsl}), tally(Place("d"), 0, 2)) is None
    True
    """
    if (
        result.statistic != "x/N"
        or not result.N
        or result.n not in (0, result.N)
        or "adsl" not in finder.datasets
    ):
        return None
    named = next((word for word in (result.column, *result.row.split()[:1]) if word in DISEASES), None)
    filter = conditions(TRTSDT=ANY, DISEASE=named)
    if finder.patients("adsl", filter)[1] != result.N:
        return None
    which = "nobody of them counted" if result.n == 0 else "all of them counted"
    return filter, f"the {counted(result.N, 'patient')} judged, {which}"


def marked(finder: Finder, result: Result) -> tuple[int, ...]:
    """Give the places of the records of the x patients counted where the link opens those of all N judged."""
    if result.statistic != "x/N" or not result.n or result.n == result.N:
        return ()
    found = finder.datasets[result.dataset]
    rows = {
        place: dict(zip(found.columns, found.rows[place], strict=True))
        for place in finder.rows(result.dataset, result.filter)
    }
    return tuple(counted_rows(result, rows)) if len({r["USUBJID"] for r in rows.values()}) == result.N else ()


OF_ALL = ("free of the event", "cumulative incidence")
"""Estimates at a landmark: `n` is the number still at risk, the records are those of everybody."""


def counted(number: int, word: str) -> str:
    """Write a number of things.

    >>> counted(1, "patient"), counted(2, "event")
    ('1 patient', '2 events')
    """
    return f"{number} {word}" + ("" if number == 1 else "s")
