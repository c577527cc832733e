"""What a person sees in the terminal: tables, trees and pages; colour only where there is a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from cartaid.instruments.definition import Definition

_COLOUR = {
    "error": "red",
    "warning": "yellow",
    "met": "green",
    "not met": "red",
    "open": "yellow",
    "Y": "green",
}
LISTED = 200
"""Most findings shown in the terminal; a file holds all of them."""


class _Terminal(Console):
    """A console that wraps lines on a terminal only: a file or another program gets whole lines."""

    def print(self, *shown: Any, **options: Any) -> None:
        """Print; where nobody watches, without wrapping and without blanks at the ends of lines."""
        if self.is_terminal:
            super().print(*shown, **options)
            return
        with self.capture() as captured:
            super().print(*shown, **options)
        for line in captured.get().splitlines():
            self.file.write(line.rstrip() + "\n")


WIDEST = 100_000
"""Width of a line where nothing wraps it, in characters."""


def console() -> Console:
    """Give the console of standard output."""
    made = _Terminal(highlight=False, soft_wrap=False)
    if not made.is_terminal:
        made.width = WIDEST
    return made


@contextmanager
def step_bars(steps: Sequence[str]) -> Iterator[tuple[Callable[[str], None], Callable[[int, int], None]]]:
    """Draw bars on stderr while a run lasts; nothing of them stays.

    Gives two functions: one to call with the words of a step when it begins (`steps` are all, in order), one to
    call with the steps of a fit that are done and those to do.
    """
    from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("  {task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    fits: list[TaskID] = []
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        whole = bars.add_task(escape(steps[0]), total=len(steps))

        def step(words: str) -> None:
            bars.update(whole, description=escape(words))
            if words in steps:
                bars.update(whole, completed=steps.index(words))

        def fit(done: int, of: int) -> None:
            if not fits:
                fits.append(bars.add_task("chains", total=of))
            bars.update(fits[0], completed=done, total=of)

        yield step, fit


def coloured(text: str) -> str:
    """Mark a text up with the colour of its meaning, where it has one."""
    colour = _COLOUR.get(text)
    return f"[{colour}]{escape(text)}[/]" if colour else escape(text)


def findings_table(findings: Sequence[dict[str, Any]]) -> None:
    """Print findings, errors first."""
    table = Table(box=None, pad_edge=False)
    for column in ("severity", "rule", "domain", "USUBJID", "seq", "message", "fix"):
        table.add_column(column, overflow="fold")
    for finding in findings[:LISTED]:
        cells = (finding[c] for c in ("severity", "rule", "domain", "USUBJID", "seq", "message", "fix"))
        table.add_row(*(coloured("" if cell is None else str(cell)) for cell in cells))
    shown = console()
    shown.print(table)
    if len(findings) > LISTED:
        shown.print(f"… and {len(findings) - LISTED} more; --out FILE writes all of them")


def definitions_table(known: Sequence[Definition]) -> None:
    """Print one line a definition."""
    table = Table(box=None, pad_edge=False)
    for column in ("id", "PARAMCD", "disease", "kind", "edition", "title", ""):
        table.add_column(column, overflow="fold")
    for d in known:
        mark = "parts from memory" if d.unverified else ""
        table.add_row(
            *(escape(str(cell)) for cell in (d.id, d.paramcd, d.disease, d.kind, d.edition, d.title, mark))
        )
    console().print(table)


def definition_page(d: Definition) -> None:
    """Print one definition: items, switches, sources, divergences."""
    shown = console()
    shown.print(
        f"[bold]{escape(d.title)}[/]  {d.id} · {d.paramcd} · {escape(d.edition)} · {d.disease} · {d.kind}\n"
    )
    items = Table(box=None, pad_edge=False, title="Items (columns of a flat table)", title_justify="left")
    for column in ("column", "what", "values", "unit", "in a study", "note"):
        items.add_column(column, overflow="fold")
    for item in d.items:
        values = " ".join(item.values) or ("1/0" if item.type == "flag" else _range(item.low, item.high))
        values += "" if item.step is None else " whole" if item.step == 1 else f" in steps of {item.step}"
        unit = ", ".join(item.units) + (f" ({item.unit_rule})" if item.unit_rule else "")
        record = item.record
        place = f"{record.domain} {record.testcd} {record.cat} {_moment(record.at)}".strip() if record else ""
        counted = "does not count; " if item.id in d.ignored else ""
        cells = (item.id, item.label, values, unit, place, counted + item.note + _memory(item.checked))
        items.add_row(*(escape(cell) for cell in cells))
    shown.print(items)
    for switch in d.switches:
        options = ", ".join(f"{o}{' (default)' if o == switch.default else ''}" for o in switch.options)
        note = f" – {switch.note}" if switch.note else ""
        shown.print(
            f"\nswitch [bold]{switch.id}[/]: {escape(options)}{escape(note)}{_memory(switch.checked)}"
        )
    _computed(shown, d)
    for title, text in (("Missing", d.missing), ("Window", d.window), ("Attribution", d.attribution)):
        if text:
            shown.print(f"\n{title}: {escape(text)}")
    shown.print("\nSources")
    for source in d.sources:
        doi = f" doi {source.doi}" if source.doi else ""
        where = f" ({source.where})" if source.where else ""
        read = _memory(source.checked) or (
            " (checked in a secondary source)" if source.citation in d.secondary else " (checked)"
        )
        shown.print(f"  · {escape(source.citation)}{escape(doi)}{escape(where)}{read}")
    for title, lines in (
        ("From memory, not yet checked", d.unverified),
        ("Differs elsewhere", d.divergences),
    ):
        if lines:
            shown.print(f"\n{title}")
            for line in lines:
                shown.print(f"  · {escape(line)}")
    shown.print(f"\nLicence: {escape(d.licence)}")


def _computed(console: Console, d: Definition) -> None:
    """Print what counts: weights and bands, clauses and grades, cut-offs."""
    from cartaid.evaluators.words import in_words
    from cartaid.instruments.definition import Banding, Group, LaboratoryTable, Score, State

    def line(text: str, said: str, checked: str = "") -> None:
        console.print(f"  · {escape(text)}: {escape(said)}{_memory(checked)}")

    def score(part: Score) -> None:
        for term in part.terms:
            if isinstance(term, Group):
                most = "" if term.cap is None else f", at most {term.cap}"
                console.print(
                    f"  {escape(term.label)}: {'highest' if term.combine == 'max' else 'sum'} of{most}"
                )
            for one in term.terms if isinstance(term, Group) else (term,):
                line(one.label, in_words(one.sql), one.checked)
        if part.constant:
            console.print(f"  plus the constant {part.constant}")
        bands = part.categories or {}
        for name, banding in ({"": bands} if isinstance(bands, Banding) else bands).items():
            points = part.categories_on == "points"
            before = part.constant if points else 0  # published for the points, without the constant
            edges = [f"{(Decimal(cut.at) - before).normalize():f}" for cut in banding.cuts]
            cuts = "".join(f"; {c.side} {at}: {c.gives}" for c, at in zip(banding.cuts, edges, strict=True))
            on = " by the sum of the points" if points else ""
            console.print(
                f"  categories{on}{f' ({name})' if name else ''}: {escape(f'{banding.base}{cuts}')}"
            )

    method = d.method
    mean = isinstance(method, Score) and method.combine == "mean"
    console.print("\nComputed" + (" (the mean of these)" if mean else ""))
    if d.applicable:
        console.print(f"  only where {escape(d.applicable.label)}: {escape(in_words(d.applicable.sql))}")
    if isinstance(method, LaboratoryTable):
        console.print(f"  the table of laboratory grades of CTCAE {method.edition}")
        return
    if isinstance(method, Score):
        score(method)
        return
    for quantity in method.quantities:
        console.print(f"  {escape(quantity.label)} ({quantity.id})")
        score(quantity.score)
    if isinstance(method, State):
        rule = {"all": "every one of these", "any": "at least one of these"}.get(method.rule)
        console.print(f"  yes when {escape(rule or in_words(method.rule))}")
        for clause in method.clauses:
            line(f"{clause.id}, {clause.label}", in_words(clause.sql), clause.checked)
        return
    for gate in method.gate:
        line(f"needed: {gate.label}", in_words(gate.sql), gate.checked)
    for level in method.levels:
        for arm in level.arms:
            line(f"grade {level.grade}, {arm.label}", in_words(arm.sql), arm.checked)


def _memory(checked: str) -> str:
    return " (from memory)" if checked == "from memory" else ""


def _moment(at: str) -> str:
    return "" if at == "assessment" else f"at {at}"


def _range(low: Any, high: Any) -> str:
    if low is None and high is None:
        return ""
    return f"{'' if low is None else low} – {'' if high is None else high}".strip()
