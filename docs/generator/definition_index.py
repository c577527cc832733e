"""The list of all definitions, with a filter by disease, kind and words."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from generator.definition_page import DISEASES

FILTER = """
<div class="definition-filter" markdown="0">
<label>Disease <select id="filter-disease"><option value="">all</option>{diseases}</select></label>
<label>Kind <select id="filter-kind"><option value="">all</option>{kinds}</select></label>
<label>Words <input id="filter-words" type="search" placeholder="remission, kidney, …"></label>
<span id="filter-count"></span>
</div>
"""

SCRIPT = """
<script>
(function () {
  const rows = [...document.querySelectorAll("#all-definitions tbody tr")];
  const field = (name) => document.getElementById("filter-" + name);
  function show() {
    const words = field("words").value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const kept = (!field("disease").value || row.dataset.disease === field("disease").value)
        && (!field("kind").value || row.dataset.kind === field("kind").value)
        && words.every((word) => text.includes(word));
      row.hidden = !kept;
      count += kept;
    }
    field("count").textContent = count + " of " + rows.length;
  }
  for (const name of ["disease", "kind", "words"]) field(name).addEventListener("input", show);
  show();
})();
</script>
"""


def definition_index(known: Sequence[Mapping[str, Any]]) -> str:
    """Write the index page of all definitions."""
    diseases = "".join(
        f'<option value="{code}">{html.escape(name)}</option>' for code, name in DISEASES.items()
    )
    kinds = "".join(f"<option>{kind}</option>" for kind in sorted({d["kind"] for d in known}))
    memory = sum(bool(d["from_memory"]) for d in known)
    secondary = sum(bool(d["from_secondary"]) and not d["from_memory"] for d in known)
    rows = "".join(
        f'<tr data-disease="{d["disease"]}" data-kind="{d["kind"]}">'
        f'<td><a href="{d["id"]}/">{html.escape(d["title"])}</a></td><td><code>{d["id"]}</code></td>'
        f"<td>{html.escape(d['edition'])}</td><td>{d['disease']}</td><td>{d['kind']}</td>"
        f"<td>{_status(d)}</td></tr>\n"
        for d in known
    )
    heads = "".join(
        f"<th>{head}</th>" for head in ("definition", "id", "edition", "disease", "kind", "status")
    )
    return (
        f"# Definitions\n\n{len(known)} definitions; every part of {len(known) - memory} was held against a source "
        f"({secondary} of them in part against a secondary one only), {memory} have parts that are "
        "known from memory only and say so on their page. Editions and variants are "
        "definitions of their own: nothing is chosen silently.\n"
        + FILTER.format(diseases=diseases, kinds=kinds)
        + f'\n<table id="all-definitions" markdown="0"><thead><tr>{heads}</tr></thead><tbody>\n{rows}</tbody></table>\n'
        + SCRIPT
    )


def _status(known: Mapping[str, Any]) -> str:
    if known["from_memory"]:
        return "parts from memory"
    return "in part by a secondary source" if known["from_secondary"] else "verified"
