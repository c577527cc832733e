// The study: what the first view needs is read at once, a patient only when opened.

const study = JSON.parse(byId("study").textContent);
const patients = study.cohort.patients.id.map((_, place) => {
  const one = { place };
  for (const name of Object.keys(study.cohort.patients)) one[name] = study.cohort.patients[name][place];
  one.marks = records(study.cohort.marks[place]);
  one.cells = records(study.cohort.cells[place]);
  for (const cell of one.cells) cell.visitName = cell.visit;
  return one;
});
// Long ids begin alike: a list names each by what differs, from the last separator that all have in common.
const PREFIX = commonPrefix(patients.map((one) => one.label));
for (const one of patients) one.short = one.label.slice(PREFIX.length);
function commonPrefix(labels) {
  if (labels.length < 2 || Math.max(...labels.map((text) => text.length)) <= 10) return "";
  let end = 0;
  while (end < labels[0].length && labels.every((text) => text[end] === labels[0][end])) end += 1;
  const cut = labels[0].slice(0, end).replace(/[^-_/. ]+$/, "");
  return labels.every((text) => text.length > cut.length) ? cut : "";
}
// A link may name a patient by the label of the lists or by the id of the records.
const byLabel = new Map([...patients.map((one) => [one.id, one]), ...patients.map((one) => [one.label, one])]);
const codes = new Map(study.parameters.map((one) => [one.code, one]));

// Columns of equal length become a list of records.
function records(columns) {
  if (!columns) return [];
  const names = Object.keys(columns);
  const length = names.length ? columns[names[0]].length : 0;
  return Array.from({ length }, (_, row) => {
    const one = {};
    for (const name of names) one[name] = columns[name][row];
    return one;
  });
}

async function unpacked(id) {
  const text = byId("chunk-" + id).textContent;
  if (!("DecompressionStream" in window)) {
    throw new Error("This browser is too old to open the study. Use one from 2023 or later.");
  }
  const binary = atob(text);
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

const opened = new Map();
const KEPT = 12;

// Give one patient with everything; the last few stay in memory.
async function patientData(one) {
  if (!opened.has(one.place)) {
    const pack = study.served ? await served(one) : await unpacked("p" + one.place);
    if (opened.size >= KEPT) opened.delete(opened.keys().next().value);
    opened.set(one.place, prepared(one, pack));
  }
  return opened.get(one.place);
}

async function served(one) {
  const answer = await fetch("patient/" + encodeURIComponent(one.place) + ".json", { cache: "no-store" });
  if (!answer.ok) throw new Error("The server gave no data for this patient (" + answer.status + "). Is it still running?");
  return answer.json();
}

function prepared(one, pack) {
  const rows = records(pack.rows);
  rows.forEach((row, place) => {
    row.kind = "row";
    row.place = place;
    row.code = row.p < 0 ? "" : study.parameters[row.p].code;
    row.title = row.p < 0 ? "" : study.parameters[row.p].title;
    row.set = row.p < 0 ? "" : study.parameters[row.p].set;
    row.visitName = row.visit < 0 ? null : study.visits[row.visit];
    row.reason = row.why < 0 ? null : pack.reasons[row.why];
  });
  const sources = records(pack.recs);
  const full = {
    one, rows, sources, roles: pack.roles, day0: pack.day0, infused: pack.infused,
    byId: new Map(rows.map((row) => [row.id, row])),
    byCode: new Map(),
  };
  for (const row of rows) {
    if (!full.byCode.has(row.code)) full.byCode.set(row.code, []);
    full.byCode.get(row.code).push(row);
  }
  for (const name of ["drugs", "labs", "antibodies", "cells", "events", "kinetics", "given", "vitals", "acts"]) {
    full[name] = records(pack[name]);
    for (const record of full[name]) record.kind ??= name;
  }
  return full;
}

let definitionsRead = null;
const definitions = () => (definitionsRead ??= unpacked("definitions"));

// The records behind a row: role and record.
function sourcesOf(full, row) {
  const found = [];
  for (let n = 0; n < row.refs.length; n += 2) {
    found.push({ role: full.roles[row.refs[n]], ...full.sources[row.refs[n + 1]] });
  }
  return found;
}

const DAY = 86400000;
function dateOf(day0, day) {
  if (!day0 || day === null || day === undefined) return "";
  return new Date(Date.parse(day0 + "T00:00:00Z") + day * DAY).toISOString().slice(0, 10);
}
