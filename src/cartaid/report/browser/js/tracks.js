// From a patient's records to tracks: what stands on the time axis, in groups, with cut lines and ranges.

// A scale whose length is part of its reading is drawn whole.
const RANGES = { MMT8: [0, 150] };
const SCORES_SHOWN = { SLE: ["SLEDAI", "PGA"], IIM: ["TIS", "MMT8", "PHGA"], SSC: ["EUSTAR", "MRSS"] };
const STATES_SHOWN = { SLE: ["DORIS21", "LLDAS", "OFF"], IIM: ["TISCAT", "OFF"], SSC: ["EUSTARCT", "OFF"] };
const LABS_SHOWN = { "": ["CRP", "FERRITIN", "NEUT", "LYM"], SLE: ["DDNAIGAB", "C3", "PROTCRT"], IIM: ["CK"], SSC: [] };
const ANTIBODIES_SHOWN = 2;

// Cut lines beyond the bands of the definition itself, with what asks for them.
// Those of the lupus states hold for patients with lupus alone.
const CUTS = {
  SLEDAI: [[4, "LLDAS at most 4"]],
  CSLEDAI: [[0, "DORIS: 0"]],
  PGA: [[0.5, "DORIS below 0.5"], [1, "LLDAS at most 1"]],
  PREDEQ: [[5, "DORIS 5 mg"], [7.5, "LLDAS 7.5 mg"]],
};

const cutsOf = (one, code) => (one.disease === "SLE" ? CUTS[code] || [] : []);

const CLASSES = ["CAR T", "lymphodepletion", "glucocorticoid", "antimalarial", "immunosuppressive", "biologic", "immunoglobulin",
  "mineralocorticoid", "anti-infective", "antipyretic", "vasopressor", "vasopressin", "study treatment"];

function windowsOf(full) {
  const days = full.rows.map((row) => row.d).concat(full.given.map((one) => one.d)).filter((day) => day !== null);
  const first = Math.max(-90, Math.min(-14, ...days));
  const last = Math.max(35, full.one.last || 0, ...days.filter((day) => day < 20000));
  return { acute: [-8, 31], half: [-30, 190], whole: [first - 4, last + Math.max(6, (last - first) * 0.02)] };
}

function tracksOf(full, defs) {
  const one = full.one;
  const tracks = [];
  const add = (group, track) => tracks.push({ group, shown: true, ...track });
  add("Treatment", { id: "given", type: "marks", title: "Treatment", height: 30, points: full.given.map((given, n) => ({ ...given, key: "given:" + n })) });

  const dose = full.byCode.get("PREDEQ") || [];
  const steroids = full.drugs.filter((drug) => drug.cls === "glucocorticoid");
  if (dose.length || steroids.length) {
    add("Treatment", { id: "dose", type: "dose", title: "Prednisone eq.", about: "Prednisone equivalent", unit: "mg/day", height: 84, cuts: cutsOf(one, "PREDEQ"), steps: doseSteps(steroids),
      points: dose.map(rowPoint) });
  }
  const drugs = drugLanes(full);
  if (drugs.lanes.length) add("Treatment", { id: "drugs", type: "lanes", title: "Drugs", ...packed(drugs.lanes), older: drugs.older });

  const toxicities = [...new Set(full.rows.filter((row) => row.set === "adtx" && !isHighest(row.code)).map((row) => row.code))].sort(toxicityOrder);
  for (const code of toxicities) {
    const rows = full.byCode.get(code);
    if (rows.some((row) => row.c !== null)) {
      add("Toxicity", { id: "x:" + code, type: "states", title: shortTitle(code), about: rows[0].title, height: 26, points: rows.map(rowPoint), shown: rows.some((row) => row.c === "Y") });
      continue;
    }
    add("Toxicity", { id: "x:" + code, type: "grades", title: shortTitle(code), about: rows[0].title, height: 32, points: rows.map(rowPoint),
      worst: highest(full, code), shown: ["CRS", "ICANS", "LICATS"].includes(code) || (!EPISODES.includes(code) && rows.some((row) => row.hi >= 1)) });
  }
  for (const track of acuteTracks(full, defs)) add("Toxicity", track);
  const licats = full.events.map((event, n) => ({ event, n })).filter(({ event }) => event.aesi === "LICATS");
  if (licats.length && !toxicities.includes("LICATS")) {
    add("Toxicity", { id: "licats", type: "lanes", title: "LICATS (recorded)", ...packed([{ label: "LICATS (recorded)", items: licats.map(({ event, n }) => eventItem(event, n)) }]) });
  }

  const wantedScores = SCORES_SHOWN[one.disease] || null;
  const scores = [...full.byCode.entries()].filter(([, rows]) => rows[0].set === "adqs" && rows[0].code !== "PREDEQ");
  for (const [code, rows] of scores) {
    const def = defs[rows[0].def];
    const category = rows.some((row) => row.v !== null || row.lo !== null);
    if (!category) continue;
    add("Scores", { id: "s:" + code, type: "line", title: shortTitle(code), about: rows[0].title, unit: def?.unit || "", height: 78, points: rows.map(rowPoint),
      cuts: [...cutsOf(one, code), ...((def && def.cuts && def.cuts[code]) || [])], zero: true, better: def?.better, range: RANGES[code],
      shown: wantedScores ? wantedScores.includes(code) : true });
  }

  const wantedStates = STATES_SHOWN[one.disease] || null;
  for (const [code, rows] of full.byCode) {
    if (rows[0].set !== "adrs") continue;
    add("States", { id: "r:" + code, type: "states", title: shortTitle(code), about: rows[0].title, height: 26, points: rows.map(rowPoint),
      shown: wantedStates ? wantedStates.includes(code) : true });
  }

  const wantedLabs = [...LABS_SHOWN[""], ...(LABS_SHOWN[one.disease] || [])];
  for (const [test, list] of byTest(full.labs)) {
    add("Laboratory", { id: "l:" + test, ...findingTrack("labs", test, list), shown: wantedLabs.includes(test) });
  }
  for (const [test, list] of byTest(full.cells)) add("Cells", { id: "c:" + test, ...cellTrack(test, list) });
  byTest(full.antibodies).forEach(([test, list], n) => {
    if (list.some(({ record }) => record.v !== null)) add("Antibodies", { id: "a:" + test, ...findingTrack("antibodies", test, list), shown: n < ANTIBODIES_SHOWN });
  });
  const events = eventLanes(full);
  if (events.length) add("Adverse events", { id: "events", type: "lanes", title: "Adverse events", ...packed(events) });
  return tracks;
}

// The records that CRS was graded from, as they were measured: read from the traces of the daily grades.
const ACUTE_ROLES = [["temperature_c", "Temperature"], ["oxygen_l_min", "Oxygen flow"], ["oxygen_device", "Oxygen"], ["fluids", "Fluids for pressure"], ["vasopressors", "Vasopressors"], ["vasopressin", "Vasopressin"]];
const ACUTE_CUTS = { temperature_c: [[38, "fever from 38 °C"]] };
const VITALS = {
  OXYSAT: { title: "Oxygen saturation", cuts: [[90, "90 %"]] }, SYSBP: { title: "Systolic pressure", cuts: [[90, "90 mmHg"]] },
  TEMP: { title: "Temperature", cuts: ACUTE_CUTS.temperature_c },
};
// A temperature is drawn in °C whichever scale it was recorded in; without a unit its scale is not known.
const celsius = ({ v, unit }) => (v === null ? null : /^((°|\[?deg) ?)?F\]?$|^fahrenheit$/i.test(unit || "") ? ((v - 32) * 5) / 9 : /^((°|deg) ?)?C$|^cel(sius)?$/i.test(unit || "") ? v : null);
const usedTemperatures = (full) => new Map(acuteRecords(full).filter((one) => one.role === "temperature_c" && one.dom === "VS").map((one) => [one.seq, one.rows]));
const instant = (text) => (text && text.length >= 16 ? Date.parse(text.slice(0, 16) + ":00Z") : text ? Date.parse(text.slice(0, 10) + "T00:00:00Z") : NaN);

function acuteRecords(full) {
  if (full.acute) return full.acute;
  const found = new Map();
  for (const row of full.byCode.get("CRS") || []) {
    for (const one of sourcesOf(full, row)) {
      if (/^AD/.test(one.dom) || !one.dtc || !ACUTE_ROLES.some(([role]) => role === one.role)) continue;
      const at = (instant(one.dtc) - Date.parse(full.day0 + "T00:00:00Z")) / DAY;
      if (!Number.isFinite(at)) continue;
      // One record may decide the grades of several days.
      const known = found.get([one.role, one.dom, one.seq, one.dtc].join());
      if (known) { if (!known.rows.includes(row)) known.rows.push(row); } else found.set([one.role, one.dom, one.seq, one.dtc].join(), { ...one, d: at, rows: [row] });
    }
  }
  return (full.acute = [...found.values()].sort((a, b) => a.d - b.d));
}

// The procedure or drug behind a record, from its start to its end, where both domains tell them.
const actOf = (full, record) => full.acts.find((act) => act.dom === record.dom && act.seq === record.seq) || null;
const actTime = (full, day, stamp) => (day === null ? "not known" : dateOf(full.day0, Math.floor(day)) + (stamp ? " " + stamp : ""));

function actItem(full, record, n, title) {
  const act = actOf(full, record);
  const name = [act.name || title, act.dose !== null ? number(act.dose) + " " + unitText(act.unit) : null].filter(Boolean).join(", ").trim();
  const until = act.to === null ? "end not recorded" : "to " + actTime(full, act.end ? act.to : act.to - 1, act.end);
  return {
    key: "acute:" + n, from: act.from, to: act.to, timed: true, exact: true, noEnd: act.to === null, text: name, beside: true, className: "drug k-3",
    record: { ...record, v: record.val }, words: `${name}, from ${actTime(full, act.from, act.start)} ${until}`,
  };
}

function acuteTracks(full, defs) {
  const all = acuteRecords(full).map((record, n) => ({ record, n }));
  const def = defs[(full.byCode.get("CRS") || [])[0]?.def];
  const made = [];
  // Every vital sign is drawn; a ring marks the temperatures a daily grade was made of.
  const used = usedTemperatures(full);
  for (const [test, list] of byTest(full.vitals)) {
    const { title, cuts } = VITALS[test];
    const drawn = list.map(({ record, n }) => ({ key: "vitals:" + n, d: record.d, v: test === "TEMP" ? celsius(record) : record.v, record, used: test === "TEMP" && used.has(record.seq) }));
    made.push({ id: "v:" + test, type: "line", title, about: list[0].record.name, unit: test === "TEMP" ? "°C" : list[0].record.unit || "", height: test === "TEMP" ? 66 : 60, cuts, points: drawn.filter((item) => item.v !== null) });
  }
  for (const [role, title] of ACUTE_ROLES) {
    const own = all.filter(({ record }) => record.role === role);
    const about = itemLabel(def, role);
    if (role === "temperature_c" && full.vitals.some((record) => record.p === "TEMP")) continue;
    // The flow stands in the bar of its device.
    if (role === "oxygen_l_min" && own.every(({ record }) => actOf(full, record)) && all.some(({ record }) => record.role === "oxygen_device")) continue;
    const numbers = own.filter(({ record }) => record.val !== null && Number.isFinite(Number(record.val)));
    if (numbers.length) {
      made.push({ id: "v:" + role, type: "line", title, about, unit: numbers[0].record.unit || def?.items?.[role]?.unit || "", height: 66, cuts: ACUTE_CUTS[role] || [],
        points: numbers.map(({ record, n }) => ({ key: "acute:" + n, d: record.d, v: Number(record.val), record: { ...record, v: Number(record.val) } })) });
    } else if (own.length && own.every(({ record }) => actOf(full, record))) {
      made.push({ id: "v:" + role, type: "lanes", title, about, ...packed([{ label: title, items: own.map(({ record, n }) => actItem(full, record, n, title)) }]) });
    } else if (own.length) {
      made.push({ id: "v:" + role, type: "marks", title, about, height: 30,
        points: own.map(({ record, n }) => ({ key: "acute:" + n, d: record.d, kind: /^[01](\.0+)?$/.test(String(record.val)) ? title.toLowerCase() : String(record.val ?? title).slice(0, 24), label: null, record: { ...record, v: record.val } })) });
    }
  }
  return made;
}

// Courses of one lane that overlap in time stand below one another.
function packed(lanes) {
  let line = 0;
  for (const lane of lanes) {
    const ends = [];
    lane.line = line;
    for (const item of [...lane.items].sort((a, b) => (a.from ?? -1e6) - (b.from ?? -1e6))) {
      let place = ends.findIndex((end) => end < (item.from ?? -1e6));
      if (place < 0) place = ends.push(0) - 1;
      ends[place] = item.ongoing ? 1e6 : item.to ?? item.from ?? 1e6;
      item.line = line + place;
    }
    line += Math.max(1, ends.length);
  }
  return { lanes, height: line * 18 + 6 };
}

// The grade of a whole episode repeats what its days show: it can be chosen.
const EPISODES = ["CRSEP", "ICANSEP"];

// The highest grade of a period has a code of its own.
const HIGHEST = { CRS: "CRSMAX", ICANS: "ICANSMAX", LICATS: "LICATSMX" };
// A second scheme names its highest grade after itself.
const SCHEMES = { CRSPENN: "CRSPENMX", CRSCTC5: "CRSCT5MX", CRSCTC6: "CRSCT6MX", ICANCTC6: "ICANC6MX" };
const highestOf = (code) => HIGHEST[code] || SCHEMES[code] || code + "MX";
const isHighest = (code) => [...Object.values(HIGHEST), ...Object.values(SCHEMES)].includes(code) || (code.endsWith("MX") && codes.has(code.slice(0, -2)));
const highest = (full, code) => (full.byCode.get(highestOf(code)) || []).find((row) => row.per === 1 || row.per === null) || null;

const TOXICITY_ORDER = ["CRS", "ICANS", "LICATS", "ICAHTE", "ICAHTL", "TICAHTE", "TICAHTL"];
const toxicityOrder = (a, b) => {
  const place = (code) => { const n = TOXICITY_ORDER.indexOf(code); return n < 0 ? 99 : n; };
  return place(a) - place(b) || byText(a, b);
};

const TITLES = {
  SLEDAI: "SLEDAI-2K", CSLEDAI: "Clinical SLEDAI", PGA: "PGA", DORIS21: "DORIS 2021", LLDAS: "LLDAS", TIS: "TIS", TISCAT: "TIS category", MMT8: "MMT8",
  PHGA: "Physician global", PTGA: "Patient global", HAQDI: "HAQ-DI", EXM: "Extramuscular", EUSTAR: "EUSTAR", EUSTARCT: "EUSTAR category", MRSS: "mRSS",
  OFF: "Off GC, IS, biologics", GCFREE: "Off glucocorticoids", ISFREE: "Off immunosuppr.", BIOFREE: "Off biologics", AMFREE: "Off antimalarials",
  DRUGFREE: "Free of every drug", CARTCE: "CAR T cells", CARTCOP: "CAR T copies", CD19: "B cells", EGFR21: "eGFR 2021", EGFR09: "eGFR 2009",
  CRSLEE: "CRS, Lee 2014", CRSLEEMX: "CRS, Lee 2014: highest", CRSMAX: "CRS: highest", ICANSMAX: "ICANS: highest", LICATSMX: "LICATS: highest",
  CARHTX: "CAR-HEMATOTOX score", IECHSSCR: "IEC-HS screen", IECHS: "IEC-HS", TLSLAB: "Tumour lysis, laboratory", IMACSDOI: "IMACS improvement", MRSSIMPR: "mRSS improvement",
  PREDEQ: "Prednisone eq.", PROTCRT: "Protein/creatinine", CK: "CK",
  ICAHTE: "ICAHT, early", ICAHTL: "ICAHT, late", TICAHTE: "T-ICAHT, early", TICAHTL: "T-ICAHT, late", PCYT: "Prolonged cytopenia", PCYTHGB: "Prolonged anaemia",
  CRSEP: "CRS, episode", ICANSEP: "ICANS, episode", PCYTNEUT: "Prolonged neutropenia", PCYTPLAT: "Prolonged thrombopenia", NEUTBLLO: "Low neutrophils before", CARHTXC: "CAR-HEMATOTOX",
};
const shortTitle = (code) => TITLES[code] || (codes.get(code)?.title.length <= 34 ? codes.get(code).title : code);

// What fits beside a chart on a telephone.
const SHORT_TITLES = {
  "Prednisone eq.": "Pred. eq.", "Oxygen saturation": "SpO₂", "Systolic pressure": "Syst. BP", Temperature: "Temp.", "Physician global": "Phys. gl.",
  "Patient global": "Pat. gl.", "Protein/creatinine": "PCR", "CAR T cells": "CAR T", "CAR T copies": "CAR T", Extramuscular: "Extram.",
};
const UNITS = { Cel: "°C", degC: "°C", C: "°C", "[degF]": "°F" };
const unitText = (unit) => (unit ? UNITS[unit] || unit.replace(/(^|[^A-Za-z])u(?=[a-zA-Z])/g, "$1µ") : "");

const rowPoint = (row) => ({ key: "row:" + row.id, d: row.d, v: row.s === "D" ? row.v : null, lo: row.lo, hi: row.hi, row, open: row.s === "U" });

function byTest(list) {
  const found = new Map();
  list.forEach((record, n) => {
    if (!found.has(record.p)) found.set(record.p, []);
    found.get(record.p).push({ record, n });
  });
  return [...found.entries()].sort((a, b) => byText(a[0], b[0]));
}

function findingTrack(kind, test, list) {
  const units = new Set(list.map(({ record }) => record.unit).filter(Boolean));
  // Values in different units are not drawn on one axis: the most frequent unit is, the others stay in the table.
  const unit = mostFrequent(list.map(({ record }) => record.unit).filter(Boolean)) || "";
  const drawn = list.filter(({ record }) => record.v !== null && (record.unit || "") === unit);
  const last = drawn[drawn.length - 1]?.record;
  const values = drawn.map(({ record }) => record.v).filter((v) => v > 0);
  const wide = values.length > 3 && Math.max(...values) > 60 * Math.min(...values);
  return {
    type: wide ? "log" : "line", title: TITLES[test] || (list[0].record.name && list[0].record.name.length <= 24 ? list[0].record.name : test), about: list[0].record.name, unit: unit + (units.size > 1 ? " (other units not drawn)" : ""), height: 66,
    band: last && (last.lo !== null || last.hi !== null) ? [last.lo, last.hi] : null,
    points: drawn.map(({ record, n }) => ({ key: kind + ":" + n, d: record.d, v: record.v, below: record.q === "<", above: record.q === ">", record,
      out: (record.hi !== null && record.v > record.hi) || (record.lo !== null && record.v < record.lo) })),
  };
}

function mostFrequent(list) {
  const count = new Map();
  for (const each of list) count.set(each, (count.get(each) || 0) + 1);
  return [...count.entries()].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function cellTrack(test, list) {
  const unit = mostFrequent(list.map(({ record }) => record.unit).filter(Boolean)) || "";
  const lloq = mostFrequent(list.map(({ record }) => record.lloq).filter((x) => x !== null));
  const cuts = lloq ? [[lloq, "LLOQ " + number(lloq)]] : [];
  const rule = study.threshold;
  if (rule && rule.test === test && rule.threshold !== undefined && (rule.unit || "") === unit) cuts.push([Number(rule.threshold), "aplasia below " + rule.threshold]);
  return {
    type: "log", title: shortTitle(test), about: list[0].record.name, unit, height: 84, cuts,
    points: list.filter(({ record }) => (record.v !== null || record.below) && (record.unit || "") === unit)
      .map(({ record, n }) => ({ key: "cells:" + n, d: record.d, v: record.below ? record.lloq ?? lloq ?? null : record.v, below: record.below, record }))
      .filter((point) => point.v !== null),
  };
}

// The dose of each day as steps, the courses added up; a course without a known dose is left out here and named in its lane.
function doseSteps(courses) {
  const known = courses.filter((course) => course.pred !== null && course.to !== null);
  const edges = [...new Set(known.flatMap((course) => [course.from ?? -100000, course.to + 1]))].sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, n) => ({
    from, to: edges[n + 1],
    v: known.reduce((sum, course) => sum + ((course.from ?? -100000) <= from && course.to >= edges[n + 1] - 1 ? course.pred : 0), 0),
  }));
}

function drugLanes(full) {
  const [first] = windowsOf(full).whole;
  const lanes = new Map();
  const older = new Set();
  full.drugs.forEach((drug, n) => {
    if (drug.cls === "CAR T") return;
    const name = drug.sub || drug.cls;
    if (drug.to !== null && drug.to < first) { older.add(name); return; }
    if (!lanes.has(name)) lanes.set(name, { label: name, cls: drug.cls, items: [] });
    const dose = drug.daily !== null ? number(drug.daily) + " mg/d" : drug.dose ? unitText(drug.dose) : "";
    lanes.get(name).items.push({
      key: "drugs:" + n, from: drug.from, to: drug.to, ongoing: drug.on, exact: drug.exact, text: dose, beside: drug.daily === null && dose !== "", record: drug, noEnd: drug.to === null,
      className: "drug k-" + Math.max(0, CLASSES.indexOf(drug.cls)) + (drug.role === "treatment" ? "" : " not-counted"),
      words: `${name}${dose ? ", " + dose : ""}, ${drug.role === "treatment" ? drug.cls : drug.role}, from ${dayText(drug.from)} to ${drug.on ? "now (ongoing)" : dayText(drug.to)}`,
    });
  });
  const order = (lane) => { const n = CLASSES.indexOf(lane.cls); return n < 0 ? 99 : n; };
  return { lanes: [...lanes.values()].sort((a, b) => order(a) - order(b) || byText(a.label, b.label)), older: [...older].filter((name) => !lanes.has(name)) };
}

function eventItem(event, n) {
  const name = event.coded || event.term || "event";
  return {
    key: "events:" + n, from: event.from, to: event.to, ongoing: event.on === "Y", noEnd: event.to === null && event.on !== "Y", exact: !event.fromf && !event.tof,
    text: event.gr !== null ? String(event.gr) : "", record: event, className: "event g-" + (event.gr ?? "x") + (event.ser === "Y" ? " serious" : ""),
    words: `${name}${event.gr !== null ? ", grade " + event.gr : ", no grade"}${event.ser === "Y" ? ", serious" : ""}, from ${dayText(event.from)} to ${event.on === "Y" ? "now (ongoing)" : dayText(event.to)}`,
  };
}

function eventLanes(full) {
  const lanes = new Map();
  full.events.forEach((event, n) => {
    const name = event.coded || event.term || "event";
    if (!lanes.has(name)) lanes.set(name, { label: name, items: [] });
    lanes.get(name).items.push(eventItem(event, n));
  });
  return [...lanes.values()];
}
