"""Published individual patients: our verdicts beside the printed ones, computed when the site is built."""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from cartaid import definition, score
from generator.markdown import cell, doi_link, table

EXAMPLES = Path(__file__).parents[1] / "examples"
Row = dict[str, str]
VERDICT = {"Y": "yes", "N": "no", "UNDETERMINED": "undetermined"}


def rows_of(name: str) -> list[Row]:
    """Read one of the published tables."""
    with (EXAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def categories(
    id: str, rows: Sequence[Mapping[str, str]], switches: dict[str, str] | None = None
) -> list[str]:
    """Score rows by one definition; give the category of each."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, sorted({column for row in rows for column in row}))
            writer.writeheader()
            writer.writerows(rows)
        return [record["category"] for record in score(id, path, switches).records()]


# The table says of four measures only whether they improved by 20 % or worsened by 30 %. Each statement is
# carried by values exactly at that limit, on the scale of the measure: before, improved, worsened.
STATED = {
    "DGA": ("phga", 5, 4, 6.5),
    "PGA": ("ptga", 5, 4, 6.5),
    "HAQ": ("haq", 1, 0.8, 1.3),
    "EXM": ("exm", 5, 4, 6.5),
}


def myositis_row(printed: Row) -> Row:
    """Put one patient of the infliximab study into the columns of the IMACS definitions."""
    row = {
        "enzyme_base": printed["ck_before_ukat_l"],
        "enzyme": printed["ck_after_ukat_l"],
        "mmt_base": printed["mmt8_before"],
        "mmt": printed["mmt8_after"],
    }
    if printed["clinical_outcome_imacs"] == "Dropped out":
        return row
    better, worse = _measures(printed["improved_20pct"]), _measures(printed["worsened_30pct"])
    for measure, (column, before, improved, worsened) in STATED.items():
        both = measure in better and measure in worse
        now = improved if measure in better else worsened if measure in worse else before
        row[f"{column}_base"], row[column] = str(before), "" if both else str(now)
    return row


def _measures(printed: str) -> set[str]:
    return {part.split(":")[0] for part in printed.split(";") if part}


def myositis_verdicts() -> list[tuple[Row, str, str, str]]:
    """Give of each patient the printed row, improvement, worsening, and the verdict that follows."""
    printed = rows_of("myositis_infliximab_13.csv")
    given = [myositis_row(row) for row in printed]
    improved = categories("imacs-improvement", given, {"worse_percent": "30"})
    worsened = categories("imacs-worsening", given)
    return [
        (row, better, worse, _verdict(better, worse))
        for row, better, worse in zip(printed, improved, worsened, strict=True)
    ]


def _verdict(improved: str, worsened: str) -> str:
    if improved == "Y":
        return "Improved"
    if worsened == "Y":
        return "Worse"
    return "Unchanged" if improved == worsened == "N" else "undetermined"


def lupus_row(printed: Row) -> Row:
    """Put one patient of the rituximab study into the columns of the lupus definitions.

    A printed total of 0 means that each of the 24 items was absent; from any other total no item is known.
    For the patients whose follow-up value is at relapse the dose at two years belongs to another day.
    """
    row = {"sledai_base": printed["sledai_day0"], "sledai": printed["sledai_2y"]}
    if printed["sledai_2y"] == "0":
        row |= {item.id: "0" for item in definition("sledai-2k").items}
    if not printed["note"]:
        row["prednisone_mg"] = printed["cs_dose_mg_2y"]
    return row


def lupus_verdicts() -> list[tuple[Row, dict[str, str]]]:
    """Give of each patient the printed row and our categories by definition id."""
    printed = rows_of("lupus_rituximab_10.csv")
    given = [lupus_row(row) for row in printed]
    found = {id: categories(id, given) for id in ("sri-4", "doris-2021", "lldas-2016")}
    return [(row, {id: found[id][place] for id in found}) for place, row in enumerate(printed)]


def real_people_page() -> str:
    """Write the page."""
    return (
        "# Real people's rows\n\n"
        "Two papers print individual patients. Here their rows go through `cartaid score`, and our verdicts stand "
        "beside theirs. The page is computed when the site is built; the tables are in `docs/examples/`.\n\n"
        + _myositis()
        + _lupus()
    )


def _myositis() -> str:
    verdicts = myositis_verdicts()
    completed = [v for v in verdicts if v[0]["clinical_outcome_imacs"] != "Dropped out"]
    same = sum(verdict == row["clinical_outcome_imacs"] for row, _, _, verdict in completed)
    stronger = sum(
        5 * (int(r["mmt8_after"]) - int(r["mmt8_before"])) >= int(r["mmt8_before"]) for r, *_ in completed
    )
    rows = [
        (
            row["patient"],
            row["diagnosis"],
            cell(f"{row['ck_before_ukat_l']} → {row['ck_after_ukat_l'] or '?'}"),
            cell(f"{row['mmt8_before']} → {row['mmt8_after'] or '?'}"),
            cell(row["improved_20pct"].replace(";", ", ")),
            cell(row["worsened_30pct"].replace(";", ", ")),
            cell(row["clinical_outcome_imacs"]),
            f"{VERDICT[better]} / {VERDICT[worse]}",
            f"**{verdict}**" if verdict != row["clinical_outcome_imacs"] else verdict,
        )
        for row, better, worse, verdict in verdicts
    ]
    heads = (
        "patient", "diagnosis", "CK µkat/L", "MMT-8 of 80", "improved ≥ 20 %", "worsened ≥ 30 %", "printed outcome",
        "ours: improved / worsened", "ours",
    )  # fmt: skip
    return (
        "## Thirteen patients with myositis, before and after infliximab\n\n"
        "Dastmalchi M et al. Ann Rheum Dis 2008;67:1670-7, table 3, "
        f"{doi_link('10.1136/ard.2007.077974')}. Creatine kinase (CK) and the muscle test (MMT-8, of 80) are "
        "printed as numbers; of physician's (DGA) and patient's (PGA) global, HAQ and extramuscular activity (EXM) "
        "the table says only whether they improved "
        "by 20 % or worsened by 30 %. Such a statement enters as a pair of values exactly at that limit, no "
        "statement as no change. Definitions: [imacs-improvement](definitions/imacs-improvement.md) with "
        "`worse_percent=30`, the limit that the table lists, and [imacs-worsening](definitions/imacs-worsening.md).\n\n"
        + table(heads, rows)
        + f"\nOf {len(completed)} patients who completed the study, {same} get the printed verdict, and "
        f"{stronger} improved in strength by 20 %, as the paper says (none did).\n\n"
        "**Differences.**\n\n"
        "- *Patient 2* is printed as improved. The table counts extramuscular activity as improved (arthritis) and "
        "lists it as worsened too (skin, dysphagia, myalgia). The core set measure is one rating of the whole, which "
        "is not printed; left unknown, two measures are better and the third is open. Counted as improved, as the "
        "authors did, the verdict is the same as theirs.\n"
        "- *CK of patient 2* rises from 1.9 to 3.9 µkat/L, more than 30 %, yet is not listed as worsened. It counts "
        "as worse here; at most two measures may be worse, so the verdict does not hang on it.\n"
        "- *Those who left the study* have no values afterwards. They are undetermined, not unchanged.\n"
        "- *Patients 10 and 11*: extramuscular activity worsened by 30 % or more. By 2 cm or more it would also be "
        "IMACS worsening; the size is not printed, and the value at the limit (5 to 6.5 cm) does not reach that.\n\n"
    )


def _lupus() -> str:
    verdicts = lupus_verdicts()
    counts = {id: Counter(ours[id] for _, ours in verdicts) for id in ("sri-4", "doris-2021", "lldas-2016")}
    rows = [
        (
            row["patient"],
            cell(f"{row['sledai_day0']} → {row['sledai_2y']}"),
            cell(f"{row['bilag_day0']} → {row['bilag_2y']}"),
            cell(f"{row['cs_dose_mg_baseline']} → {row['cs_dose_mg_2y']}"),
            cell(row["response_2y"] + (" (at relapse)" if row["note"] else "")),
            *(VERDICT[ours[id]] for id in ours),
        )
        for row, ours in verdicts
    ]
    heads = (
        "patient", "SLEDAI", "BILAG", "prednisolone mg/day", "printed response", "SRI-4", "DORIS 2021", "LLDAS",
    )  # fmt: skip
    told = ", ".join(
        f"{id}: " + " ".join(f"{n} {VERDICT[v]}" for v, n in c.items()) for id, c in counts.items()
    )
    return (
        "## Ten patients with lupus, before and two years after rituximab\n\n"
        f"Iwata S et al. J Rheumatol 2011;38:633-41, table 1, {doi_link('10.3899/jrheum.100729')}. MCR: major clinical "
        "response, NCR: no clinical response; the group defines MCR as no BILAG A or B. The table prints totals, "
        "neither items nor a physician global. A total of 0 means that all 24 items were absent; from any other "
        "total no item follows. Definitions: [sri-4](definitions/sri-4.md), "
        "[doris-2021](definitions/doris-2021.md), [lldas-2016](definitions/lldas-2016.md).\n\n"
        + table(heads, rows)
        + f"\n{told}.\n\n"
        "**Differences.**\n\n"
        "- *Remission cannot be confirmed by anybody from this table*: DORIS and LLDAS ask for a physician global "
        "and for stable drugs. It can be excluded: clinical activity was nil, but the dose of prednisolone was above "
        "5 mg/day (DORIS) or 7.5 mg/day (LLDAS).\n"
        "- *Patient 2* is a major clinical response, but cannot be an SRI-4 responder: SLEDAI was 3 at the "
        "beginning, so it cannot fall by 4.\n"
        "- *Patients 6 and 9*, at relapse: patient 6 has a higher SLEDAI than before and patient 9 fell by 3, so "
        "SRI-4 is not reached whatever the unprinted BILAG letters and the physician global were.\n"
        "- *Patients 6 and 9* stay undetermined for DORIS and LLDAS, for both are given items and the table prints "
        "none. The printed totals of 17 and 10 exclude both by hand: complement and anti-dsDNA count 4 points "
        "together, so at least 13 and 6 points are clinical activity, and LLDAS allows a total of 4. The totals of "
        "patients 5, 7 and 10 (2, 2 and 4) may be these two alone.\n"
        "- *The others* fell by 4 or more; whether SRI-4 is reached depends on what is not printed.\n"
    )
