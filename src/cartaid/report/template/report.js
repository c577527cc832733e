"use strict";
(function () {
  const root = document.documentElement, button = document.getElementById("theme");
  const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const name = () => { button.textContent = dark() ? "Light" : "Dark"; };
  try { const kept = localStorage.getItem("cartaid-theme"); if (kept) root.dataset.theme = kept; } catch (e) { /* no storage */ }
  button.hidden = false; name();
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark"; name();
    try { localStorage.setItem("cartaid-theme", root.dataset.theme); } catch (e) { /* no storage */ }
  });

  // What is folded is printed too, but not the values of a figure beneath it; all opens when a link leads into it.
  const folded = () => [...document.querySelectorAll("details")].filter((d) => !d.closest("figure"));
  addEventListener("beforeprint", () => folded().forEach((d) => { d.dataset.was = d.open; d.open = true; }));
  addEventListener("afterprint", () => folded().forEach((d) => { d.open = d.dataset.was === "true"; }));
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let e = target; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", reveal); reveal();

  // The records behind a number: a dataset and a filter in the form of a query string.
  const data = JSON.parse(document.getElementById("data").textContent), dialog = document.getElementById("records");
  const rows = (set) => data.datasets[set].rows.map((r) => Object.fromEntries(data.datasets[set].columns.map((c, i) => [c, r[i]])));
  const placed = (set) => rows(set).map((r, place) => Object.defineProperty(r, "place", { value: place }));
  const subjects = data.datasets.adsl ? Object.fromEntries(rows("adsl").map((s) => [s.USUBJID, s])) : {};
  const empty = (value) => value === null || value === undefined;
  // In a filter "*" is any value, nothing is no value, "0..28" a number from the one to the other.
  const within = (value, a) => { const span = typeof value === "number" && /^(-?\d*)\.\.(-?\d*)$/.exec(a); return span && (span[1] === "" || value >= +span[1]) && (span[2] === "" || value <= +span[2]); };
  const same = (value, allowed) => allowed.some((a) => empty(value) ? a === "" : a === "*" || String(value) === a || within(value, a) || (typeof value === "number" && a !== "" && Number(a) === value));
  const matching = (set, filter) => {
    const asked = new URLSearchParams(filter), names = [...new Set(asked.keys())];
    return placed(set).filter((r) => names.every((n) => same(n in r ? r[n] : (subjects[r.USUBJID] || {})[n], asked.getAll(n))));
  };
  // A mark that would turn what follows is shown as its code; a long text has a box of its own.
  const visible = (text) => String(text).replace(/[\u202a-\u202e\u2066-\u2069]/g, (mark) => "⟨U+" + mark.codePointAt(0).toString(16).toUpperCase() + "⟩");
  const cell = (tag, text) => {
    const e = document.createElement(tag), words = empty(text) ? "" : visible(text);
    if (words.length <= 300) { e.textContent = words; return e; }
    const box = document.createElement("div"); box.className = "long"; box.tabIndex = 0; box.textContent = words; e.append(box);
    return e;
  };
  // Where the browser knows the row, the link leads to it: by parameter and day, an event by its number.
  const point = (set, r) => {
    const at = set === "adae" ? [r.AESEQ] : ["adrs", "adqs", "adtx"].includes(set) ? [r.PARAMCD, r.ADT] : ["adlb", "adis"].includes(set) ? [r.PARAMCD, r.ADT, r.AVAL] : [null];
    return at.slice(0, 2).some(empty) ? "" : "?e=" + encodeURIComponent([set, ...at].join(":"));
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-r]");
    if (!link) return;
    event.preventDefault();
    // The records of the patients counted come first and are marked where those of the others are shown too.
    const [set, filter, which, marked] = data.filters[link.dataset.r], counted = new Set(marked);
    const found = matching(set, filter).sort((a, b) => counted.has(b.place) - counted.has(a.place));
    // What the filter says of every record, and a range that is a point, need no column; the value itself always stands.
    const value = (c) => c === "AVAL" || c === "AVALC";
    const asked = new URLSearchParams(filter), bound = (c) => (c === "ALOW" || c === "AHIGH") && found.every((r) => r[c] === r.AVAL);
    const used = data.datasets[set].columns.filter((c) =>
      found.some((r) => !empty(r[c])) && (value(c) || asked.getAll(c).length !== 1) && !bound(c));
    document.getElementById("records-title").textContent = link.textContent + ": " + found.length + (found.length === 1 ? " record" : " records") + " of " + which.replace(/^the records of /, "");
    document.getElementById("records-filter").textContent = set + (filter ? " where " + visible(decodeURIComponent(filter.replace(/\+/g, " ")).replace(/&/g, " and ")) : ", all rows");
    const table = document.getElementById("records-table"), head = document.createElement("tr");
    if (counted.size) { const h = cell("th", "Counted"); h.scope = "col"; head.append(h); }
    used.forEach((c) => { const h = cell("th", c); h.scope = "col"; head.append(h); });
    table.tHead.replaceChildren(head);
    table.tBodies[0].replaceChildren(...found.slice(0, 500).map((r) => {
      const line = document.createElement("tr");
      if (counted.size) { line.append(cell("td", counted.has(r.place) ? "✓ counted" : "")); line.className = counted.has(r.place) ? "counted" : ""; }
      used.forEach((c) => {
        const d = cell("td", r[c]);
        if (c === "USUBJID" && data.anchors[r[c]]) {
          const a = cell("a", r[c]); a.href = "#" + data.anchors[r[c]]; a.addEventListener("click", () => dialog.close()); d.replaceChildren(a);
          if (data.browser) { const b = cell("a", "browser"); b.className = "on"; b.href = "browser.html#/patient/" + encodeURIComponent(r[c]) + point(set, r); d.append(b); }
        }
        line.append(d);
      });
      return line;
    }));
    dialog.showModal();
  });
  document.getElementById("records-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
})();
