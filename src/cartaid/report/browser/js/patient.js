// The patient view: heading, tools, one chart (or two side by side), the panel.

async function patientView(main, label, given) {
  const one = byLabel.get(label);
  if (!one) {
    replace(main, h("h1", {}, "No such patient"), h("p", {}, `“${label}” is not in this study. `, h("a", { href: "#/cohort" }, "To the cohort")));
    return;
  }
  // A patient is not compared with itself.
  const asked = given.get("with") ? byLabel.get(given.get("with")) : null;
  const otherOne = asked === one ? null : asked;
  const [full, defs, other] = await Promise.all([patientData(one), definitions(), otherOne ? patientData(otherOne) : null]);
  const now = readAddress();
  if (now.view !== "patient" || now.patient !== label) return;

  const sides = other ? [full, other] : [full];
  const windows = windowsOf(full);
  if (other) windows.whole = [Math.min(windows.whole[0], windowsOf(other).whole[0]), Math.max(windows.whole[1], windowsOf(other).whole[1])];
  const sets = sides.map((side) => tracksOf(side, defs));
  if (other) for (const track of sets.flat().filter((each) => each.type === "log")) for (const set of sets) for (const same of set) if (same.id === track.id) same.type = "log";
  if (other) alignTracks(sets);
  let shown = chosenTracks(sets, given.get("t"));
  let range = windowFrom(given.get("w"), windows);
  let chosenSide = given.get("of") === "2" && other ? 1 : 0;
  let chosen = pointNamed(sides[chosenSide], given.get("e"));

  const limits = [windows.whole[0] - 60, windows.whole[1] + 120];
  const setWindow = (from, to) => {
    let span = Math.max(6, Math.min(to - from, limits[1] - limits[0]));
    const middle = (from + to) / 2;
    from = Math.max(limits[0], Math.min(middle - span / 2, limits[1] - span));
    range = [from, from + span];
    change({ w: nameOf(range, windows) });
    pressed();
    for (const each of charts) each.draw();
  };
  const domains = new Map();
  // Two patients share their scales, else the eye compares what cannot be compared.
  const domain = (track) => {
    if (!other || !["line", "log", "dose"].includes(track.type)) return null;
    if (!domains.has(track.id)) {
      const own = sets.map((set) => set.find((each) => each.id === track.id)).filter(Boolean).map((each) => yDomain(each, null));
      domains.set(track.id, [Math.min(...own.map((d) => d[0])), Math.max(...own.map((d) => d[1]))]);
    }
    return domains.get(track.id);
  };
  const charts = sides.map((side, n) => chart(side, {
    window: () => range, setWindow, domain,
    tracks: () => sets[n].map((track) => ({ ...track, shown: shown.has(track.id) })),
    open: (key) => openPoint(key, n), drawn: () => explainMarks(), chosen: () => (chosenSide === n ? chosen : null),
  }));

  const under = h("div", {});
  const marks = () => chartKeys(charts.flatMap((each) => each.drawings()));
  const explainMarks = () => { const keys = marks(); replace(under, keys.length ? legendList(keys, "Legend of the chart") : null); };

  const panel = h("aside", { class: "panel", "aria-label": "Explanation", hidden: true });
  const inner = h("div", { class: "inside" });
  panel.append(h("button", { type: "button", class: "close", "aria-label": "Close the explanation", onclick: () => closePanel() }, "×"), inner);

  function openPoint(key, n, quiet) {
    chosen = key; chosenSide = n;
    const side = sides[n];
    acuteRecords(side);
    const row = key.startsWith("row:") ? side.byId.get(Number(key.slice(4))) : null;
    replace(inner, ...(row ? explainRow(side, row, defs, (next) => openPoint(next, n)) : explainRecord(side, key)));
    const was = panel.hidden;
    panel.hidden = false;
    layout.classList.add("with-panel");
    panel.scrollTop = 0;
    change({ e: key, of: n ? "2" : "" });
    if (was) for (const each of charts) each.draw(); else for (const each of charts) each.mark();
    if (!quiet) inner.querySelector("#why")?.focus({ preventScroll: innerWidth >= 1000 });
  }
  function closePanel() {
    const key = chosen;
    panel.hidden = true;
    layout.classList.remove("with-panel");
    chosen = null;
    change({ e: "", of: "" });
    for (const each of charts) each.draw();
    if (key) charts[chosenSide].focus(key);
  }
  const onKey = (event) => {
    if (!panel.isConnected && !layout.isConnected) { document.removeEventListener("keydown", onKey); return; }
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    const [from, to] = range, span = to - from;
    if (event.key === "Escape" && !panel.hidden) closePanel();
    else if (event.key === "+" || event.key === "=") setWindow(from + span * 0.15, to - span * 0.15);
    else if (event.key === "-") setWindow(from - span * 0.2, to + span * 0.2);
    else if (event.shiftKey && event.key === "ArrowLeft") setWindow(from - span * 0.1, to - span * 0.1);
    else if (event.shiftKey && event.key === "ArrowRight") setWindow(from + span * 0.1, to + span * 0.1);
    else if (event.key === "a") setWindow(...windows.acute);
    else if (event.key === "w") setWindow(...windows.whole);
    else if (event.key === "n" || event.key === "p") step(one, event.key === "n" ? 1 : -1);
    else return;
    event.preventDefault();
  };
  document.addEventListener("keydown", onKey);

  const windowButtons = [["acute", "Days −7 to 30"], ["half", "First 6 months"], ["whole", "Whole course"]].map(([id, text]) =>
    h("button", { type: "button", "data-window": id, onclick: () => setWindow(...windows[id]) }, text));
  const pressed = () => windowButtons.forEach((button) => button.setAttribute("aria-pressed", String(nameOf(range, windows) === button.dataset.window)));
  pressed();

  const tools = h("div", { class: "tools", role: "group", "aria-label": "Chart" },
    h("div", { class: "switch always", role: "group", "aria-label": "Time window" }, windowButtons),
    h("div", { class: "switch always", role: "group", "aria-label": "Zoom" },
      h("button", { type: "button", "aria-label": "Zoom in", onclick: () => { const [a, b] = range; setWindow(a + (b - a) * 0.15, b - (b - a) * 0.15); } }, "+"),
      h("button", { type: "button", "aria-label": "Zoom out", onclick: () => { const [a, b] = range; setWindow(a - (b - a) * 0.2, b + (b - a) * 0.2); } }, "−")),
    trackMenu(sets, () => shown, (next) => { shown = next; change({ t: tracksText(sets, shown) }); for (const each of charts) each.draw(); }),
    field("Compare with", h("select", { id: "compare", onchange: (event) => { location.hash = address("patient", label, { with: event.target.value, w: nameOf(range, windows) }); } },
      option("", "nobody", given.get("with") || ""), patients.filter((each) => each !== one).map((each) => option(each.label, each.label + " · " + diseaseName(each.disease), given.get("with") || "")))),
    h("div", { class: "actions" },
      h("button", { type: "button", "data-do": "csv", onclick: () => download(fileName(label, other ? "and-" + otherOne.label : "timeline") + ".csv", "text/csv", chartCsv(sides, charts, range)) }, "CSV"),
      h("button", { type: "button", "data-do": "svg", onclick: () => download(fileName(label, other ? "and-" + otherOne.label : "timeline") + ".svg", "image/svg+xml",
        sideBySide(sides.map((side, n) => svgWithLegend(charts[n].drawings(), chartKeys(charts[n].drawings()), "Patient " + side.one.label)))) }, "SVG")));

  const values = h("details", { class: "values" }, h("summary", {}, "Values as a table"));
  values.addEventListener("toggle", () => { if (values.open) { values.querySelector(".tablebox")?.remove(); values.append(valuesTable(sides, charts, range)); } });

  const layout = h("div", { class: "layout" + (other ? " two" : "") },
    h("div", { class: "charts" }, sides.map((side, n) => h("section", { class: "side", "aria-label": "Patient " + side.one.label }, summary(side, other ? "h2" : null, defs, (key) => openPoint(key, n)), charts[n].box))), panel);

  replace(main,
    h("nav", { class: "crumbs", "aria-label": "Patients" }, h("a", { href: "#/cohort" }, "← Cohort"), h("span", { class: "spring" }),
      h("button", { type: "button", onclick: () => step(one, -1), "aria-label": "Previous patient" }, "‹ Previous"), h("button", { type: "button", onclick: () => step(one, 1), "aria-label": "Next patient" }, "Next ›")),
    h("div", { class: "heading" }, h("h1", {}, other ? `Patients ${one.label} and ${otherOne.label}` : "Patient " + one.label), other ? null : h("p", { class: "about" }, aboutLine(full))),
    tools, layout, under, values);
  document.title = `Patient ${one.label} · ${study.id || "cartaid"}`;
  for (const each of charts) each.draw();
  const observer = new ResizeObserver(() => { if (layout.isConnected) for (const each of charts) each.draw(); else observer.disconnect(); });
  for (const each of charts) observer.observe(each.box);
  forPaper(main, (now) => { for (const each of charts) { each.draw(); each.onPaper(now); } });
  if (chosen) openPoint(chosen, chosenSide, true);
}

// Side by side, the same track stands at the same height; what one patient does not have stays empty there.
function alignTracks(sets) {
  const order = new Map();
  for (const track of sets.flat()) {
    const known = order.get(track.id);
    if (!known) order.set(track.id, { ...track });
    else { known.height = Math.max(known.height, track.height); known.shown ||= track.shown; }
  }
  const groups = ["Treatment", "Toxicity", "Scores", "States", "Laboratory", "Cells", "Antibodies", "Adverse events"];
  const all = [...order.values()].sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group));
  sets.forEach((set, n) => {
    sets[n] = all.map((track) => {
      const own = set.find((each) => each.id === track.id);
      return own ? { ...own, height: track.height, shown: track.shown } : { ...track, type: "nothing", points: [], lanes: null };
    });
  });
}

function aboutLine(full) {
  const one = full.one;
  const infusion = full.given.find((each) => each.kind === "infusion");
  return [aboutPatient(one), one.arm, infusion ? "infused " + dateOf(full.day0, infusion.d) + (infusion.label ? ", " + cellsText(infusion.label) : "") : "not infused: days count from the first date",
    one.last !== null ? "observed to " + dayText(one.last) : null, one.died ? "died" : null].filter(Boolean).join(" · ");
}

// The few facts of the patient that one asks first, each a button to its explanation.
function summary(side, heading, defs, open) {
  const one = side.one;
  const facts = [];
  const fact = (label, value, key, className = "") => facts.push(h("li", {}, key ? h("button", { type: "button", class: "factbutton " + className, onclick: () => open(key) }, h("span", {}, label), h("b", {}, value)) : h("span", { class: "factbutton" }, h("span", {}, label), h("b", {}, value))));
  for (const code of Object.keys(HIGHEST)) {
    const row = highest(side, code);
    // Without a daily grade nothing was looked at: that is no grade 0. LICATS has a row only where somebody looked.
    const seen = (side.byCode.get(code) || []).length > 0 || (row && row.lo > 0) || code === "LICATS";
    const recorded = differing(side, row && seen ? row : null, code);
    const beside = recorded === null ? "" : ` (investigator: grade ${recorded})`;
    if (!row || !seen) fact(code, (code === "LICATS" ? "not assessed" : notGradedWord()) + beside, row ? "row:" + row.id : null);
    else fact(code + " at most", "grade " + gradeText(row.lo, row.hi) + beside, "row:" + row.id);
  }
  const state = study.cohort.states[one.disease];
  if (state) {
    const run = runs(one)[0];
    const cell = run && responses(one).find((each) => each.d === run.from);
    const later = responses(one).filter((each) => each.d > 0);
    const without = !later.length ? "not assessed" : later.some((each) => each.holds !== null) ? "not reached" : "undetermined";
    fact(state, run ? "first on " + dayText(run.from) : without, cell ? "row:" + cell.id : null);
  }
  const last = (code) => { const rows = (side.byCode.get(code) || []).filter((row) => row.per === 1); return rows[rows.length - 1]; };
  const off = last("OFF");
  if (off) fact("Off GC, IS, biologics", answer(valueOf(off)) + ", " + dayText(off.d), "row:" + off.id);
  const back = side.kinetics.find((each) => each.p === "BCELLRET");
  const duration = side.kinetics.find((each) => each.p === "BCELLDUR");
  if (back || duration) fact("B cells back", back && back.v !== null ? dayText(back.v) : duration?.cens ? "not by " + dayText(duration.v) : "not known", lastSample(side, back && back.v !== null ? back.v : duration?.v));
  return h("div", { class: "summary" }, heading ? h(heading, {}, "Patient " + one.label, h("small", {}, " " + aboutLine(side))) : null, h("ul", { class: "facts" }, facts));
}

// The sample that a statement on B cells rests on: the one of that day, or the last before it.
function lastSample(side, day) {
  if (day === null || day === undefined) return null;
  let found = null;
  side.cells.forEach((record, n) => { if (record.p === study.threshold.test && record.d !== null && record.d <= day) found = n; });
  return found === null ? null : "cells:" + found;
}

const defaultTracks = (sets) => new Set(sets.flat().filter((track) => track.shown).map((track) => track.id));
function chosenTracks(sets, text) {
  if (text === null) return defaultTracks(sets);
  return new Set(text.split(",").filter(Boolean));
}
function tracksText(sets, shown) {
  const usual = defaultTracks(sets);
  return usual.size === shown.size && [...usual].every((id) => shown.has(id)) ? null : [...shown].join(",") || ",";
}

function trackMenu(sets, shown, set) {
  const menu = h("details", { class: "menu" }, h("summary", {}, "Tracks"));
  menu.addEventListener("toggle", () => {
    if (!menu.open) return;
    menu.querySelector(".menubox")?.remove();
    const all = [...new Map(sets.flat().map((track) => [track.id, track])).values()];
    const groups = [...new Set(all.map((track) => track.group))];
    menu.append(h("div", { class: "menubox" }, groups.map((group) => h("fieldset", {}, h("legend", {}, group),
      all.filter((track) => track.group === group).map((track) => h("label", {},
        h("input", { type: "checkbox", checked: shown().has(track.id), onchange: (event) => {
          const next = new Set(shown());
          if (event.target.checked) next.add(track.id); else next.delete(track.id);
          set(next);
        } }), h("span", {}, track.title), track.about && track.about !== track.title ? h("small", {}, track.about) : null))))));
  });
  document.addEventListener("click", function close(event) {
    if (!menu.isConnected && document.readyState === "complete" && menu.dataset.seen) document.removeEventListener("click", close);
    menu.dataset.seen = "1";
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); event.stopPropagation(); } });
  return menu;
}

function windowFrom(text, windows) {
  if (text && windows[text]) return [...windows[text]];
  const match = /^(-?\d+(?:\.\d+)?)_(-?\d+(?:\.\d+)?)$/.exec(text || "");
  return match && Number(match[2]) > Number(match[1]) ? [Number(match[1]), Number(match[2])] : [...windows.whole];
}
function nameOf(range, windows) {
  for (const [name, [from, to]] of Object.entries(windows)) if (Math.abs(range[0] - from) < 0.6 && Math.abs(range[1] - to) < 0.6) return name;
  return `${range[0].toFixed(0)}_${range[1].toFixed(0)}`;
}

function step(one, by) {
  const order = listed(readFilter(new URLSearchParams()));
  const next = order[(order.indexOf(one) + by + order.length) % order.length];
  if (next && next !== one) location.hash = address("patient", next.label, { w: readAddress().given.get("w") });
}

// What is shown, as rows: every point of the visible tracks inside the window.
function shownValues(sides, charts, range) {
  const rows = [];
  sides.forEach((side, n) => {
    for (const track of charts[n].shown()) {
      const add = (day, value, more = {}) => rows.push([side.one.label, track.group, more.name || track.title, dateOf(side.day0, day), day, value, more.low, more.high, more.unit ?? track.unit ?? "", more.status ?? "recorded", more.reason ?? "", more.source ?? ""]);
      for (const item of track.points || []) {
        if (item.d < range[0] || item.d > range[1]) continue;
        if (item.row) add(item.d, item.row.s === "D" ? item.row.c ?? item.row.v : "", { low: item.row.lo, high: item.row.hi, status: STATUS[item.row.s], reason: item.row.reason, source: item.row.def });
        else if (item.record) add(item.d, item.below && item.record.v === null ? "<" + item.record.lloq : item.record.v, { unit: item.record.unit || undefined, source: recordName(side, item.key) });
        else add(item.d, item.kind + (item.label ? ", " + item.label : ""), { source: recordName(side, item.key) });
      }
      for (const lane of track.lanes || []) for (const item of lane.items) {
        if ((item.to ?? item.from) < range[0] || item.from > range[1]) continue;
        add(item.from, item.words, { name: lane.label, high: item.ongoing ? "ongoing" : item.to, source: recordName(side, item.key) });
      }
    }
  });
  return rows;
}
const VALUE_HEAD = ["patient", "group", "track", "date", "day", "value", "low", "high", "unit", "status", "reason", "source"];
const chartCsv = (sides, charts, range) => csvText(VALUE_HEAD, shownValues(sides, charts, range));

function valuesTable(sides, charts, range) {
  const rows = shownValues(sides, charts, range);
  const shown = rows.slice(0, 2000);
  return h("div", { class: "tablebox", tabindex: 0, role: "region", "aria-label": "Values shown" }, rows.length > shown.length ? h("p", {}, `The first 2000 of ${rows.length}; the CSV has all.`) : null,
    h("table", { class: "records" }, h("thead", {}, h("tr", {}, VALUE_HEAD.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, shown.map((row) => h("tr", {}, row.map((cell) => h("td", {}, cell === null || cell === undefined ? "" : typeof cell === "number" ? number(cell, 6) : boxed(cell))))))));
}
