"""The results in one paragraph and as large numbers, as the abstract of a paper gives them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from attrs import frozen
from markupsafe import Markup, escape

from cartaid.report.content import Content
from cartaid.results.ard import Result
from cartaid.results.display import Display
from cartaid.results.measure import figure

CRS = {"crs_grade1": "grade 1", "crs_grade2": "grade 2", "crs_grade3plus": "grade 3 or higher"}
ICANS = {"icans_grade1": "grade 1", "icans_grade2plus": "grade 2 or higher"}

GROUPS = (
    ("Efficacy", ("doris_sle_m6", "lldas_sle_m6", "sledai0_sle_m6", "tis_major_iim", "eustar_lower_ssc")),
    (
        "Drugs and durability",
        ("drug_free_last", "relapse", "followup_median_months", "bcell_aplasia_mean_days"),
    ),
    ("Safety", (*CRS, *ICANS, "infection_hospital")),
)
"""Large numbers, in groups; rows of the headline not named here follow in a group of their own."""

LEADING = ("doris_sle_m6", "tis_major_iim", "eustar_lower_ssc", "drug_free_last")
"""The numbers printed largest."""


WIDEST = {True: 8, False: 11}
"""So many characters fit into the column of a leading number, and of another one."""


@frozen
class Card:
    """One large number: its label, the number, what follows it, and the result behind it."""

    label: str
    number: str
    rest: str
    leading: bool
    result: Result

    @property
    def classes(self) -> str:
        """Give the names of its style: one as wide as two others where the number would run into the next.

        >>> [Card("", number, "", True, None).classes for number in ("8 of 8", "31 of 254")]
        ['lead', 'lead wide']
        """
        return " ".join(
            name
            for name, holds in (("lead", self.leading), ("wide", len(self.number) > WIDEST[self.leading]))
            if holds
        )


def cards(results: Sequence[Result]) -> list[tuple[str, list[Card]]]:
    """Give the large numbers in their groups.

    >>> from cartaid.results.ard import Result
    >>> row = Result("headline", "relapse", "result", "x/N", 0, 0.0, 0.2, 0, 15, "", "0/15 (0 %; 0–21.8)", "Relapse",
    ...              "", "", 0, "", "")
    >>> [(group, card.number, card.rest) for group, made in cards([row]) for card in made]
    [('Drugs and durability', '0/15', '(0 %; 0–21.8)')]
    """
    found = {r.row: r for r in results if r.display == "headline"}
    named = {row for _, rows in GROUPS for row in rows} | {"infused"}
    groups = [*GROUPS, ("More", tuple(row for row in found if row not in named))]
    made = [(title, [_card(found[row]) for row in rows if row in found]) for title, rows in groups]
    return [(title, group) for title, group in made if group]


def _card(result: Result) -> Card:
    if result.text.startswith("NE: "):
        return Card(result.label, "NE", result.text.removeprefix("NE: "), False, result)
    if found := _unjudged(result):
        patients, open_ = found
        judged = result.text.partition("; of ")[0]
        rest = f"patients; {open_} cannot be judged; {judged} of the others"
        return Card(result.label, f"{result.n} of {patients}", rest, result.row in LEADING, result)
    number, bracket, rest = result.text.partition(" (")
    if not bracket and ";" in number:
        number, _, rest = number.partition("; ")
        return Card(result.label, number, rest, False, result)
    return Card(result.label, number, bracket.strip() + rest, result.row in LEADING, result)


MARKED = re.compile("\ue001(.*?)\ue002(.*?)\ue003")
"""A number within a sentence: the row of the headline it is, and its text, between characters of no script."""


def paragraph(content: Content) -> list[str]:
    """Give the sentences of the abstract that there are numbers for."""
    return [MARKED.sub(lambda found: found[2], sentence) for sentence in _sentences(content)]


def paragraph_markup(content: Content, link: Callable[[Result], int | None]) -> Markup:
    """Give the abstract with each number as a link to its records; `link` gives its place, None where there is none."""
    found = {r.row: r for r in content.results if r.display == "headline"}

    def number(match: re.Match[str]) -> str:
        place = link(found[match[1]])
        inner = escape(match[2])
        return str(inner) if place is None else f'<a href="#records" data-r="{place}">{inner}</a>'

    parts: list[str] = []
    for sentence in _sentences(content):
        last = 0
        for match in MARKED.finditer(sentence):
            parts += [str(escape(sentence[last : match.start()])), number(match)]
            last = match.end()
        parts += [str(escape(sentence[last:])), " "]
    return Markup("".join(parts).strip())


def _marked(result: Result, text: str) -> str:
    return f"\ue001{result.row}\ue002{text}\ue003"


def _share(result: Result) -> str:
    return _marked(result, share(result))


def _count(result: Result) -> str:
    return _marked(result, count(result))


def _sentences(content: Content) -> list[str]:
    """Give the sentences with their numbers marked."""
    found = {r.row: r for r in content.results if r.display == "headline"}
    sentences = [_treated(content, found), _followed(found), _lupus(found), _others(found), _drugs(found)]
    sentences += [_toxicity(found), _b_cells(found)]
    return [sentence for sentence in sentences if sentence]


def share(result: Result) -> str:
    """Write x of N with its limits, as a sentence needs it; says so where not everybody could be judged.

    >>> from cartaid.results.ard import Result
    >>> share(Result("", "", "", "x/N", 8, 0.63, 1.0, 8, 8, "", "8/8 (100 %; 63.1–100)", "", "", "", 0, "", ""))
    '8 of 8 (100 %; 95 % CI 63.1–100)'
    >>> text = "6/7 (85.7 %; 42.1–99.6); of 9 patients 2 undetermined"
    >>> share(Result("", "", "", "x/N", 6, 0.42, 1.0, 6, 7, "", text, "", "", "", 0, "", ""))
    '6 of 9 (2 cannot be judged; of the others 85.7 %; 95 % CI 42.1–99.6)'
    """
    if result.n is None or result.N is None or result.value is None or "(" not in result.text:
        return result.text
    percent, _, interval = result.text.partition("(")[2].partition(")")[0].partition("; ")
    limits = f"{percent}; 95 % CI {interval}"
    if found := _unjudged(result):
        patients, open_ = found
        return f"{result.n} of {patients} ({open_} cannot be judged; of the others {limits})"
    return f"{result.n} of {result.N} ({limits})"


def _unjudged(result: Result) -> tuple[int, int] | None:
    """Give all patients of a share, and those who could not be judged, where there are any."""
    whole = re.search(r"[)]; of ([0-9]+) patients? ", result.text)
    if whole is None or result.N is None or result.value is None:
        return None
    return int(whole[1]), int(whole[1]) - result.N


def count(result: Result) -> str:
    """Write x of N, N with those who could not be judged and how many they are."""
    if found := _unjudged(result):
        return f"{result.n} of {found[0]} ({found[1]} cannot be judged)"
    if result.n is None or result.N is None or result.value is None:
        return result.text
    return f"{result.n} of {result.N}"


def listed(parts: Sequence[str]) -> str:
    """Join parts as a sentence does.

    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""


def capital(text: str) -> str:
    """Begin a sentence."""
    return text[:1].upper() + text[1:]


def _treated(content: Content, found: dict[str, Result]) -> str:
    everyone, groups = treated_groups(content.displays)
    if "infused" in found:
        infused = found["infused"].n
        given = f"{infused} {'patient was' if infused == 1 else 'patients were'} infused with CAR T cells"
    elif everyone:
        were = "patient was" if everyone == "1" else "patients were"
        given = f"{everyone} {were} treated; no infusion of CAR T cells is recorded"
    else:
        return ""
    return given + (f" ({listed(groups)})." if len(groups) > 1 else ".")


def treated_groups(displays: Sequence[Display]) -> tuple[str, list[str]]:
    """Give the number of treated patients, and of each disease, from the headings of the patients' table."""
    for display in displays:
        if display.id == "patients_summary":
            found = []
            for column in display.columns:
                label, _, number = column.label.partition(" (N = ")
                label = label if label.isupper() else label[:1].lower() + label[1:]
                found.append((number.rstrip(")"), label))
            return found[0][0], [f"{number} {label}" for number, label in found[1:]]
    return "", []


def _followed(found: dict[str, Result]) -> str:
    result = found.get("followup_median_months")
    if result is None or result.value is None:
        return ""
    middle, _, spread = result.text.partition(" (")
    low, dash, high = spread.rstrip(")").partition("–")
    if not dash or low == high:
        return f"Follow-up was {_marked(result, middle)} months{' in every patient' if (result.n or 0) > 1 else ''}."
    return f"Median follow-up was {_marked(result, middle)} months (range {spread}."


def _lupus(found: dict[str, Result]) -> str:
    phrases = {
        "doris_sle_m6": "in DORIS 2021 remission",
        "lldas_sle_m6": "in low disease activity (LLDAS)",
        "sledai0_sle_m6": "at a SLEDAI-2K of 0",
    }
    there = [(row, words) for row, words in phrases.items() if row in found]
    if not there:
        return ""
    first, *others = there
    text = f"At 6 months {_share(found[first[0]])} patients with SLE were {first[1]}"
    return text + "".join(f", {_count(found[row])} {words}" for row, words in others) + "."


def _others(found: dict[str, Result]) -> str:
    parts = []
    if "tis_major_iim" in found:
        parts.append(
            f"{_share(found['tis_major_iim'])} patients with myositis had a major ACR/EULAR response"
        )
    if "eustar_lower_ssc" in found:
        parts.append(
            f"{_share(found['eustar_lower_ssc'])} with systemic sclerosis had a lower EUSTAR activity than at baseline"
        )
    return f"At the last assessment {listed(parts)}." if parts else ""


def _drugs(found: dict[str, Result]) -> str:
    parts = []
    if "drug_free_last" in found:
        free = _share(found["drug_free_last"])
        parts.append(f"{free} patients were free of all immunosuppressive drugs when last seen")
    if "relapse" in found:
        parts.append(f"{_count(found['relapse'])} with a response relapsed")
    return capital("; ".join(parts)) + "." if parts else ""


def _toxicity(found: dict[str, Result]) -> str:
    parts: list[str] = []
    # Readers expect the investigator's grades, which adverse events hold: these are others.
    derived = "graded by ASTCT from the records (not by the investigator), "
    for name, rows in (("cytokine release syndrome", CRS), ("ICANS", ICANS)):
        grades = [f"{words} in {_count(found[row])}" for row, words in rows.items() if row in found]
        if grades:
            parts.append(f"{'' if parts else derived}{name} was {listed(grades)} patients")
    if "infection_hospital" in found:
        parts.append(f"an infection needed a hospital in {_count(found['infection_hospital'])}")
    return capital("; ".join(parts)) + "." if parts else ""


def _b_cells(found: dict[str, Result]) -> str:
    result = found.get("bcell_aplasia_mean_days")
    if result is None or result.value is None:
        return ""
    of = "" if result.n == result.N else f" in the {result.n} of {result.N} patients whose B cells returned"
    if result.n == 1:
        return f"B-cell aplasia lasted {_marked(result, figure(result.value))} days in the one patient whose B cells returned."
    return f"B-cell aplasia lasted {_marked(result, result.text)} days (mean ± SD){of}."
