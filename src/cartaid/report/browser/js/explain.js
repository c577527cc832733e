// The panel that answers "why": clauses, items, source rows, definition, edition, switches, citation.

const OUTCOME = { 1: ["met", "✓"], 0: ["not met", "×"], "?": ["open", "?"] };

function outcomesOf(row, def) {
  if (row.out === null || row.out === undefined || !def?.parts) return null;
  const sign = (text) => (text === "?" ? "unknown" : text.includes("~") ? text.split("~").map((x) => number(Number(x))).join(" to ") : number(Number(text)));
  if (def.kind === "score") {
    const terms = row.out.split(",");
    return def.parts.map((part, n) => ({ ...part, points: sign(terms[n] ?? "?"), zero: terms[n] === "0.0" || terms[n] === "0" }));
  }
  const [quantities, letters] = row.out.split("|");
  const amounts = quantities ? quantities.split(",") : [];
  let clause = 0, amount = 0;
  return def.parts.map((part) => (part.quantity ? { ...part, points: sign(amounts[amount++] ?? "?") } : { ...part, truth: letters[clause++] ?? "?" }));
}

const itemLabel = (def, role) => def?.items?.[role]?.label || role;

const trimmed = (value) => String(value).replace(/^(-?\d+)\.0+$/, "$1").replace(/^(-?\d+\.\d*?)0+$/, "$1");

function itemValue(def, role, source) {
  if (!source || source.val === null || source.val === undefined) return "not known";
  const item = def?.items?.[role];
  const value = trimmed(source.val);
  if (item?.flag && (value === "1" || value === "0")) return value === "1" ? "yes" : "no";
  return value + (source.unit || item?.unit ? " " + unitText(source.unit || item.unit) : "");
}

// The one value of an item that counts: a derived one before the records beneath it.
function counted(def, role, sources) {
  const own = def?.items?.[role]?.domain;
  const place = (one) => (one.dom === "ADTX" ? 0 : one.dom === own ? 1 : 2);
  return sources.filter((one) => one.role === role).sort((a, b) => place(a) - place(b))[0] || null;
}

const gradeName = (code) => { const of = Object.keys(HIGHEST).find((one) => HIGHEST[one] === code); return of ? of + ": highest" : shortTitle(code); };

function explainRow(full, row, defs, open) {
  const def = defs[row.def];
  const sources = sourcesOf(full, row);
  const value = answer(valueOf(row));
  const isGrade = row.set === "adtx" && row.c === null;
  const head = [
    h("p", { class: "kicker" }, `${full.one.label} · ${row.title}`),
    h("h2", { id: "why", tabindex: -1 }, isGrade ? `${gradeName(row.code)} grade ${gradeText(row.lo, row.hi)}` : `${shortTitle(row.code)}: ${value}`),
    h("p", { class: "when" }, `${dateOf(full.day0, row.d)}, ${dayText(row.rdy ?? row.d)}${row.per > 1 ? " of infusion " + row.per : ""}${row.visitName ? ` (analysis visit ${row.visitName})` : ""}`),
    h("p", { class: "badges" }, h("span", { class: "badge st-" + row.s }, STATUS[row.s]), row.fl & 1 ? h("span", { class: "badge" }, "baseline") : null, row.fl & 2 ? h("span", { class: "badge" }, "analysed at this visit") : null,
      row.base !== null && row.set === "adqs" && !(row.fl & 1) ? h("span", { class: "badge" }, `baseline ${number(row.base)}, change ${row.chg > 0 ? "+" : ""}${number(row.chg)}`) : null),
    row.reason ? h("p", { class: "reason" }, row.reason) : null,
    isGrade ? recordedGrade(full, row) : null,
  ];
  const parts = outcomesOf(row, def);
  return [...head, parts ? madeSection(parts, def, sources, full, row) : null, parts ? partsSection(parts, def, sources, full, row, open) : h("p", { class: "quiet" }, def?.note || (row.refs.length ? "The records below do not give this value again by the definition alone, so no clause is claimed to be met." : "The trace holds no record for this value, so none of its clauses is claimed to be met.")), parts ? null : gradesSection(row, def),
    sourcesSection(full, row, def, sources, open), definitionSection(row, def)];
}

// Where the records of a grade do not answer its clauses one by one: what each grade asks for, and how the value is made.
function gradesSection(row, def) {
  if (def?.kind !== "grade" || !def.parts?.length) return null;
  const section = h("section", { class: "asked", "aria-label": "What each grade asks for" }, h("h3", {}, "What each grade asks for"));
  const made = codes.get(row.code)?.made || [];
  if (made.length) section.append(h("ul", { class: "quiet" }, made.map((text) => h("li", {}, text))));
  for (const group of new Set(def.parts.map((part) => part.group || ""))) {
    const clauses = def.parts.filter((part) => (part.group || "") === group);
    const own = row.s === "D" && group.split(",")[0] === "grade " + row.v;
    section.append(h("h4", {}, group[0].toUpperCase() + group.slice(1), h("small", {}, (group.startsWith("grade") ? " any of these" : " all of these") + (own ? ", the grade given here" : ""))),
      h("ul", {}, clauses.map((part) => h("li", {}, own ? h("b", {}, part.label) : part.label, part.checked === "from memory" ? h("span", { class: "memory" }, " from memory") : null))));
  }
  return section;
}

const EVENT_WORDS = { CRS: /cytokine release/i, ICANS: /neurotoxicity|icans/i };

// The events that the investigator recorded under a name: all of an infusion, or those of a day; and their worst grade.
function recordedEvents(full, name, { period = null, day = null }) {
  const infusions = [...new Set(full.given.filter((given) => given.kind === "infusion").map((given) => given.d))].sort((a, b) => a - b);
  const from = period > 1 ? infusions[period - 1] ?? -Infinity : -Infinity, next = period ? infusions[period] ?? Infinity : Infinity;
  const events = full.events.filter((event) => (EVENT_WORDS[name]?.test(event.coded || event.term || "") || event.aesi === name) &&
    (day === null ? event.from === null || (event.from >= from && event.from < next)
      : event.from !== null && event.from <= day && (event.on === "Y" || (event.to ?? event.from) >= day)));
  const grades = events.map((event) => event.gr).filter((grade) => grade !== null && grade !== undefined);
  return { events, top: grades.length ? Math.max(...grades) : null };
}

// The investigator's worst grade where the highest derived one excludes it; null where they agree or none is recorded.
function differing(full, row, name) {
  const { top } = recordedEvents(full, name, { period: row?.per ?? null });
  return top === null || (row && (row.lo ?? 0) <= top && top <= (row.hi ?? 5)) ? null : top;
}

// The investigator's grade beside the derived one: the worst recorded event of that name over the days of the row.
function recordedGrade(full, row) {
  const name = Object.keys(EVENT_WORDS).find((one) => row.code.startsWith(one));
  if (!name) return null;
  const whole = isHighest(row.code) || EPISODES.includes(row.code);
  const { events: own, top } = recordedEvents(full, name, whole ? { period: row.per } : { day: row.d });
  // An event has one grade, its worst: a day below it does not differ, a day above it does.
  const differs = top !== null && (row.lo > top || (isHighest(row.code) && row.hi !== null && row.hi < top));
  return h("p", { class: "reason" }, (differs ? "Differs: investigator " : "Investigator: ") + (!own.length ? `no ${name} recorded ${whole ? "as an event" : "on this day"}` : top !== null ? "grade " + top : `${name} without a grade`) +
    own.map((event) => `, AE ${event.seq}`).join(""));
}

// When a record was made, or from when to when it ran, where the procedure or drug behind it tells both.
function recordTime(full, one) {
  const start = (one.dtc || "").replace("T", " ").slice(0, 16);
  const act = start && !/^AD/.test(one.dom) ? actOf(full, one) : null;
  if (!act) return one.dtc || "";
  if (act.to === null) return start + ", end not recorded";
  const end = actTime(full, act.end ? act.to : act.to - 1, act.end);
  if (start.startsWith(end)) return one.dtc;
  return start + " to " + (end.startsWith(start.slice(0, 10)) ? end.slice(11) : end);
}

// What a de-identified record was, where its text is withheld: the label of its lane and the dose, or its drug.
function recordValue(full, one, text) {
  if (one.val !== "withheld") return text;
  const title = ACUTE_ROLES.find(([role]) => role === one.role)?.[1];
  const act = actOf(full, one);
  if (title) return title + (act?.dose !== null && act?.dose !== undefined ? ", " + number(act.dose) + " " + unitText(act.unit) : "");
  const drug = full.drugs.find((each) => (each.recs || []).includes(`${one.dom} ${one.seq}`));
  return drug?.sub || drug?.cls || text;
}

// In one look: the criteria of this grade that are met, each with the records it rests on.
function madeSection(parts, def, sources, full, row) {
  if (def.kind !== "grade" || row.s !== "D" || !(row.v > 0)) return null;
  const own = (part) => (part.group || "").split(",")[0] === "grade " + row.v;
  const needed = (part) => part.group === "needed for every grade";
  const met = (wanted) => parts.filter((part) => part.truth === "1" && wanted(part));
  if (!met(own).length) return null;
  const records = (part) => (part.items || []).flatMap((role) => sources.filter((one) => one.role === role && one.dom !== "ADTX" && itemValue(def, role, one) !== "no"));
  const item = (part) => h("li", {}, h("b", {}, part.label),
    h("ul", {}, records(part).map((one) => h("li", {}, h("span", { class: "mono" }, one.dom + (one.seq !== null ? " " + one.seq : "")), " ", recordValue(full, one, itemValue(def, one.role, one)), one.dtc ? h("span", { class: "quiet" }, ", " + recordTime(full, one).replace("T", " ")) : null))));
  const gate = met(needed).filter((part) => records(part).length);
  return h("section", { class: "made", "aria-label": "What made it this grade" }, h("h3", {}, "What made it grade " + row.v),
    h("ul", {}, met(own).map(item)),
    measuredThatDay(full, row),
    gate.length ? h("details", {}, h("summary", {}, "Needed for every grade"), h("ul", {}, gate.map(item))) : null);
}

// What was measured on the day of a CRS grade: treatment decides the grade, pressure and saturation show why it was given.
function measuredThatDay(full, row) {
  if (!/^CRS/.test(row.code)) return null;
  const lowest = ["SYSBP", "OXYSAT"].map((test) => full.vitals.filter((record) => record.p === test && record.v !== null && Math.floor(record.d) === row.d)
    .reduce((low, record) => (low === null || record.v < low.v ? record : low), null)).filter(Boolean);
  if (!lowest.length) return null;
  const time = (record) => { const minutes = Math.round((record.d - Math.floor(record.d)) * 1440); return minutes ? ` ${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}` : ""; };
  return h("div", { class: "supporting" }, h("b", {}, "Measured that day (lowest)"), h("span", { class: "quiet" }, "; did not decide the grade"),
    h("ul", {}, lowest.map((record) => h("li", {}, h("span", { class: "mono" }, "VS " + (record.seq ?? "")), ` ${record.name} ${number(record.v, 6)} ${unitText(record.unit)}`, h("span", { class: "quiet" }, ", " + dateOf(full.day0, row.d) + time(record))))));
}

function partsSection(parts, def, sources, full, row, open) {
  const section = h("section", { "aria-label": "Clauses" }, h("h3", {}, def.kind === "score" ? "Points" : def.kind === "grade" ? "Criteria" : "Clauses"));
  if (def.kind === "state" && def.rule && def.rule !== "all") section.append(h("p", { class: "quiet" }, def.rule === "any" ? "Any one of these is enough." : "Joined as: " + def.rule));
  if (def.kind === "state" && def.rule === "all") section.append(h("p", { class: "quiet" }, "All of these have to be met."));
  const shownParts = def.kind === "score" && parts.length > 8 ? parts.filter((part) => !part.zero) : parts;
  let group = null, list = null;
  for (const part of shownParts) {
    if ((part.group || "") !== group || !list) {
      group = part.group || "";
      if (group) section.append(h("h4", {}, group[0].toUpperCase() + group.slice(1)));
      section.append((list = h("ul", { class: "clauses" })));
    }
    list.append(partItem(part, def, sources, full, open));
  }
  const hidden = parts.length - shownParts.length;
  if (hidden) {
    const rest = h("ul", { class: "clauses" }, parts.filter((part) => part.zero).map((part) => partItem(part, def, sources, full, open)));
    section.append(h("details", {}, h("summary", {}, plural(hidden, "item") + " with 0 points"), rest));
  }
  return section;
}

function partItem(part, def, sources, full, open) {
  const [word, sign] = part.points !== undefined ? [part.points, part.points === "unknown" ? "?" : "Σ"] : OUTCOME[part.truth];
  const className = part.points !== undefined ? (part.points === "unknown" || part.points.includes(" to ") ? "open" : part.zero ? "zero" : "points") : word.replace(" ", "-");
  return h("li", { class: "clause " + className },
    h("div", { class: "outcome" }, h("span", { class: "sign", "aria-hidden": "true" }, part.points !== undefined ? "" : sign), h("span", { class: "word" }, word)),
    h("div", {}, h("b", {}, part.label), part.checked === "from memory" ? h("span", { class: "memory", title: "Known from memory, not yet held against the source" }, " from memory") : null,
      itemsText(part.items || [], def, sources),
      part.sql && part.sql !== "TRUE" ? h("details", { class: "rule" }, h("summary", {}, "as it is computed"), h("code", {}, part.sql)) : null));
}

// The items a clause reads with their values; on a long form only what was found or is not known is spelled out.
function itemsText(roles, def, sources) {
  if (!roles.length) return null;
  const values = roles.map((role) => [itemLabel(def, role), itemValue(def, role, counted(def, role, sources))]);
  const spoken = values.length > 8 ? values.filter(([, value]) => value !== "no") : values;
  const rest = values.length - spoken.length;
  return h("span", { class: "items" }, spoken.map(([label, value], n) => [n ? "; " : "", label + ": ", h("em", {}, value)]), rest ? [spoken.length ? "; " : "", plural(rest, spoken.length ? "other item" : "item") + ": ", h("em", {}, "no")] : null);
}

function sourcesSection(full, row, def, sources, open) {
  const section = h("section", { "aria-label": "Source records" }, h("h3", {}, "Source records"));
  const kept = sources.filter((one) => one.dom !== "ADTX");
  if (!kept.length) return fill(section, {}, [h("p", { class: "quiet" }, "No record is named in the trace of this value.")]);
  // Records that speak come first: what is 0 on a long form is folded away.
  const silent = (one) => kept.length > 14 && def?.items?.[one.role]?.flag && /^0(\.0+)?$/.test(String(one.val));
  const table = (list) => h("table", { class: "records" },
    h("thead", {}, h("tr", {}, ["Item", "Record", "Date", "Value"].map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, list.map((one) => {
      const below = derivedRow(full, def, one);
      const name = one.dom + (one.seq !== null && !/^AD/.test(one.dom) ? " " + one.seq : "");
      return h("tr", {}, h("td", {}, itemLabel(def, one.role)),
        h("td", {}, below ? h("button", { type: "button", class: "link", onclick: () => open("row:" + below.id) }, one.dom + " " + below.code) : h("span", { class: "mono" }, name)),
        h("td", { class: recordTime(full, one).includes(" to ") ? null : "nowrap" }, recordTime(full, one)), h("td", {}, def?.items?.[one.role]?.flag && one.dom !== "CM" && one.dom !== "PR" ? itemValue(def, one.role, one) : recordValue(full, one, one.val === null ? "" : trimmed(one.val)) + (one.unit ? " " + unitText(one.unit) : "")));
    })));
  section.append(table(kept.filter((one) => !silent(one))));
  const folded = kept.filter(silent);
  if (folded.length) section.append(h("details", {}, h("summary", {}, plural(folded.length, "record") + " with no finding"), table(folded)));
  return section;
}

// A record that is itself a derived row of this patient can be opened in turn.
function derivedRow(full, def, one) {
  if (!/^AD/.test(one.dom)) return null;
  const code = def?.items?.[one.role]?.code;
  const day = one.dtc ? one.dtc.slice(0, 10) : null;
  return (full.byCode.get(code) || []).find((row) => dateOf(full.day0, row.d) === day) || null;
}

function definitionSection(row, def) {
  const section = h("section", { "aria-label": "Definition" }, h("h3", {}, "Definition"));
  if (!def) return fill(section, {}, [h("p", {}, row.def || "not named")]);
  const add = (label, content) => content && section.append(h("div", { class: "fact" }, h("span", {}, label), h("div", {}, content)));
  add("Title", def.title);
  add("Id", h("span", { class: "mono" }, row.def));
  add("Edition", def.edition);
  if (def.switches?.length) add("Switches", h("ul", {}, def.switches.map((one) => h("li", {}, one.label + ": ", h("b", {}, one.chosen), one.chosen === one.default ? " (default)" : " (chosen in study.toml)"))));
  add("Missing", def.missing);
  add("Window", def.window);
  add("Attribution", def.attribution);
  if (def.sources?.length) add("Sources", h("ul", {}, def.sources.map((one) => h("li", {}, one.citation, one.doi ? [". doi ", h("a", { href: "https://doi.org/" + one.doi, rel: "noreferrer noopener", target: "_blank" }, one.doi)] : null,
    one.where ? " (" + one.where + ")" : "", one.checked === "from memory" ? h("span", { class: "memory" }, " from memory") : null))));
  if (def.memory?.length) add("From memory", def.memory.join("; "));
  if (def.divergences?.length) add("Differs elsewhere", h("ul", {}, def.divergences.map((text) => h("li", {}, text))));
  return section;
}

// A link of the report names a row by dataset, parameter and date, a measurement with its value, an event by its number.
function pointNamed(full, key) {
  const [set, code, date, value] = (key || "").split(":");
  const there = (record) => dateOf(full.day0, record.d) === date;
  if (["adrs", "adqs", "adtx"].includes(set)) {
    const row = (full.byCode.get(code) || []).find((each) => each.set === set && there(each));
    return row ? "row:" + row.id : key;
  }
  const kind = { adae: "events", adlb: "labs", adis: "antibodies" }[set];
  if (!kind) return key;
  const place = full[kind].findIndex((each) => (set === "adae" ? String(each.seq) === code : each.p === code && there(each) && (!value || each.v === Number(value))));
  return place < 0 ? key : kind + ":" + place;
}

// A recorded point: what the record says, without a definition behind it.
function explainRecord(full, key) {
  const [kind, place] = key.split(":");
  const r = full[kind]?.[Number(place)];
  if (!r) return [h("h2", { id: "why", tabindex: -1 }, "Nothing here"), h("p", {}, "This record is not in the data of the patient.")];
  const facts = [];
  const add = (label, value) => { if (value !== null && value !== undefined && value !== "") facts.push([label, value]); };
  const flag = (text) => ({ Y: "yes", N: "no", U: "unknown" })[text] || text;
  let title = "";
  const when = (day) => (day === null || day === undefined ? "not known" : `${dateOf(full.day0, day)} (${dayText(day)})`);
  if (kind === "labs" || kind === "antibodies") {
    title = r.name || r.p;
    add("Result", (r.q || "") + (r.v !== null ? number(r.v, 6) : r.c ?? "") + (r.unit ? " " + unitText(r.unit) : ""));
    add("As recorded", r.c);
    add("Date", when(r.d));
    add("Reference range", r.lo !== null || r.hi !== null ? `${r.lo ?? ""} – ${r.hi ?? ""}` : null);
    add("CTCAE grade", r.gr !== null ? Math.abs(r.gr) + (r.gr < 0 ? " (low)" : r.gr > 0 ? " (high)" : "") : null);
    add("Not graded because", r.why);
    add("Record", `${kind === "labs" ? "LB" : "IS"} ${r.seq ?? ""}`);
  } else if (kind === "cells") {
    title = r.name || r.p;
    add("Result", r.below ? "below " + number(r.lloq) + " " + unitText(r.unit) : number(r.v, 6) + " " + unitText(r.unit));
    add("As recorded", r.c);
    add("Date", when(r.d));
    add("Lower limit of quantification", r.lloq);
    add("Method", r.method);
    add("Not used because", r.why);
    add("Record", `${r.dom || "CP"} ${r.seq ?? ""}`);
  } else if (kind === "acute") {
    title = itemLabel(null, ACUTE_ROLES.find(([role]) => role === r.role)?.[1] || r.role);
    add("As recorded", trimmed(r.val ?? "") + (r.unit ? " " + unitText(r.unit) : ""));
    const act = actOf(full, r);
    if (act) add("Dose", act.dose !== null ? number(act.dose) + " " + unitText(act.unit) : null);
    add(act ? "From" : "Time", r.dtc.replace("T", " ") + ` (${dayText(Math.floor(r.d))})`);
    if (act) add("To", act.to === null ? "not recorded" : actTime(full, act.end ? act.to : act.to - 1, act.end));
    add("Used for", usedFor(r.rows));
    add("Record", `${r.dom} ${r.seq ?? ""}`);
  } else if (kind === "vitals") {
    title = r.name || r.p;
    add("Result", number(r.v, 6) + (r.unit ? " " + unitText(r.unit) : ""));
    add("Date", when(Math.floor(r.d)));
    const used = r.p === "TEMP" ? usedTemperatures(full).get(r.seq) : null;
    if (used) add("Used for", usedFor(used));
    add("Record", `VS ${r.seq ?? ""}`);
  } else if (kind === "drugs") {
    title = r.sub || r.cls;
    add("Class", r.cls);
    add("Counted as", r.role);
    add("First day", when(r.from));
    add("Last day", r.on ? "ongoing at last contact" : when(r.to));
    if (r.daily !== null) add("Daily dose", number(r.daily) + " mg");
    else if (!r.dose) add("Daily dose", "not known");
    add("Recorded dose", r.dose ? unitText(r.dose) + (r.recs.length > 1 ? ` in each of ${r.recs.length} records` : "") : null);
    add("Prednisone equivalent", r.pred !== null ? number(r.pred) + " mg/day" : null);
    add("Dates", r.exact ? "exact" : "partial or missing: the longest possible course is drawn");
    add(r.recs?.length === 1 ? "Record" : "Records", r.recs?.join(", ") || `${plural(r.count ?? 0, "record")}, not named in the tables of this analysis`);
  } else if (kind === "events") {
    title = r.coded || r.term || "Adverse event";
    add("As reported", r.term);
    add("Body system", r.soc);
    add("Grade", r.gr ?? "not recorded");
    add("First day", when(r.from) + (r.fromf ? ", partial date" : ""));
    add("Last day", r.on === "Y" ? "ongoing" : when(r.to) + (r.tof ? ", partial date" : ""));
    add("Serious", flag(r.ser));
    add("Stay in hospital", flag(r.hosp));
    add("Related to CAR T cells", flag(r.rel));
    add("Emerged under treatment", flag(r.em));
    add("Special interest", r.aesi);
    add("Record", "AE " + (r.seq ?? ""));
  } else {
    title = r.kind[0].toUpperCase() + r.kind.slice(1);
    add("Date", when(r.d));
    add("Dose", r.label ? cellsText(r.label) : r.kind === "lymphodepletion" ? dosesOf(full, r) : null);
    add((r.recs || []).length > 1 ? "Records" : "Record", (r.recs || []).join(", "));
  }
  return [h("p", { class: "kicker" }, boxed(full.one.label + " · recorded")), h("h2", { id: "why", tabindex: -1 }, boxed(title)),
    h("section", { "aria-label": "Record" }, facts.map(([label, value]) => h("div", { class: "fact" }, h("span", {}, label), h("div", {}, boxed(value)))))];
}

// The drugs behind a day of lymphodepletion, each with the dose as recorded.
function dosesOf(full, given) {
  return full.drugs.filter((drug) => (drug.recs || []).some((record) => given.recs.includes(record)))
    .map((drug) => [drug.sub || drug.cls, drug.dose ? unitText(drug.dose) : null].filter(Boolean).join(" ")).join("; ");
}

// The daily grades that a record entered, with every day: "CRS grade 2 of days 4 and 5".
function usedFor(rows) {
  const grades = new Map();
  for (const row of [...rows].sort((a, b) => a.d - b.d)) {
    const grade = gradeText(row.lo, row.hi);
    grades.set(grade, [...(grades.get(grade) || []), row.d]);
  }
  return [...grades].map(([grade, days]) => `CRS grade ${grade} of ${daysText(days)}`).join("; ");
}

// The record a point or bar stands for, by domain and sequence: what an analyst looks up in the source.
function recordName(full, key) {
  const [kind, place] = (key || "").split(":");
  const r = kind === "acute" ? acuteRecords(full)[Number(place)] : full[kind]?.[Number(place)];
  if (!r) return "";
  if (r.recs) return r.recs.join(" ");
  const domain = { labs: "LB", antibodies: "IS", vitals: "VS", events: "AE", cells: r.dom || "CP" }[kind] || r.dom;
  return domain && r.seq !== null && r.seq !== undefined ? `${domain} ${r.seq}` : "";
}
