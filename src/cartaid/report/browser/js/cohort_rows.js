// Which patients are listed, in which order: filters by disease, status and day.

const LAST_DAY = Math.max(30, ...patients.map((one) => one.last || 0));

const STATUSES = [
  ["", "any status"],
  ["in", "in the response state"],
  ["out", "not in the response state"],
  ["open", "response state undetermined"],
  ["none", "response state not yet assessed"],
  ["relapse", "relapsed"],
  ["restart", "took a drug again"],
  ["off", "off GC, IS and biologics"],
  ["crs1", "CRS grade 1 or higher"],
  ["crs2", "CRS grade 2 or higher"],
  ["icans1", "ICANS grade 1 or higher"],
  ["infection", "infection"],
  ["bcells", "B cells back"],
  ["died", "died"],
];

const SORTS = [
  ["disease", "disease, then follow-up"],
  ["id", "patient"],
  ["last", "follow-up, longest first"],
  ["first", "first response, earliest first"],
  ["crs", "CRS grade, highest first"],
  ["age", "age"],
];

const choiceOf = (id) => study.cohort.choices.find((one) => one.id === id) || study.cohort.choices[0];
const choiceFor = (choice, one) => choice.by[one.disease] || choice.by[""] || null;

// The assessments of the response state of a patient, in time.
function responses(one) {
  if (one.responses) return one.responses;
  const wanted = choiceFor(choiceOf("response"), one);
  one.responses = !wanted ? [] : one.cells
    .filter((cell) => cell.p === wanted.p && cell.s !== "N")
    .map((cell) => ({ ...cell, holds: cell.s === "D" ? wanted.yes.includes(cell.c) : null }));
  return one.responses;
}

// Without an assessment that could be answered, a lane says nothing of the response: it is not a lane without one.
const neverDetermined = (one) => !responses(one).some((cell) => cell.d > 0 && cell.holds !== null);

// Which of the two toxicities nobody looked for in a patient who was infused: not the same as grade 0.
const TOXICITIES = ["CRS", "ICANS"];
const notGraded = (one) => (one.infused ? TOXICITIES.filter((code) => !one.graded.includes(code)) : []);
const notGradedWord = () => (study.absent.includes("adtx") ? "not in this analysis" : "not assessed");

// The unbroken runs in which the response state was seen: an undetermined assessment neither begins nor ends one.
function runs(one) {
  if (one.runs) return one.runs;
  const found = [];
  let open = null;
  for (const cell of responses(one)) {
    if (cell.d <= 0 || cell.holds === null) continue;
    if (cell.holds && !open) found.push((open = { from: cell.d, to: cell.d }));
    else if (cell.holds) open.to = cell.d;
    else open = null;
  }
  one.runs = found;
  return found;
}

// The parts of a run in which every assessment showed the state, and the spans around an undetermined one.
function runParts(one, run) {
  const held = [], unsure = [];
  let from = run.from, doubt = false, last = run.from;
  for (const cell of responses(one)) {
    if (cell.d <= run.from || cell.d > run.to) continue;
    if (cell.holds === null) { doubt = true; continue; }
    if (doubt) { held.push({ from, to: last }); unsure.push({ from: last, to: cell.d }); from = cell.d; }
    doubt = false;
    last = cell.d;
  }
  held.push({ from, to: run.to });
  return { held, unsure };
}

const worst = (one, code) => {
  const mark = one.marks.find((each) => each.kind === code + "MAX");
  return mark ? { lo: mark.lo, hi: mark.hi, id: mark.id } : null;
};

const before = (one, kind, day) => one.marks.some((mark) => mark.kind === kind && mark.d !== null && mark.d <= day);
const graded = (one, kind, grade, day) =>
  one.marks.some((mark) => mark.kind === kind && mark.lo >= grade && mark.d <= day);

// The last assessment of something up to a day.
function latest(list, day) {
  let found = null;
  for (const cell of list) if (cell.d <= day) found = cell;
  return found;
}

function hasStatus(one, status, day) {
  const response = latest(responses(one).filter((cell) => cell.d > 0), day);
  switch (status) {
    case "in": return response?.holds === true;
    case "out": return response?.holds === false;
    case "open": return response !== null && response.holds === null;
    case "none": return response === null;
    case "relapse": return before(one, "relapse", day);
    case "restart": return before(one, "restart", day);
    case "off": return latest(one.cells.filter((cell) => cell.p === "OFF"), day)?.c === "Y";
    case "crs1": return graded(one, "CRS", 1, day);
    case "crs2": return graded(one, "CRS", 2, day);
    case "icans1": return graded(one, "ICANS", 1, day);
    case "infection": return before(one, "infection", day);
    case "bcells": return before(one, "b cells", day);
    case "died": return one.died === true && one.last <= day;
    default: return true;
  }
}

const DISEASE_ORDER = ["SLE", "IIM", "SSC"];
const diseasePlace = (one) => { const n = DISEASE_ORDER.indexOf(one.disease); return n < 0 ? 9 : n; };
const diseasesInOrder = () => Object.keys(study.cohort.diseases).sort((a, b) => diseasePlace({ disease: a }) - diseasePlace({ disease: b }));
const byText = new Intl.Collator("en", { numeric: true }).compare;

const COMPARE = {
  disease: (a, b) => diseasePlace(a) - diseasePlace(b) || byText(a.disease, b.disease) || (b.last ?? -1) - (a.last ?? -1),
  id: () => 0,
  last: (a, b) => (b.last ?? -1) - (a.last ?? -1),
  first: (a, b) => (runs(a)[0]?.from ?? Infinity) - (runs(b)[0]?.from ?? Infinity) || 0,
  crs: (a, b) => (worst(b, "CRS")?.lo ?? -1) - (worst(a, "CRS")?.lo ?? -1),
  age: (a, b) => (parseFloat(a.age) || 0) - (parseFloat(b.age) || 0),
};

function listed(filter) {
  const diseases = filter.disease ? filter.disease.split(",") : null;
  const text = (filter.q || "").trim().toLowerCase();
  const found = patients.filter((one) =>
    (!diseases || diseases.includes(one.disease || "NONE")) &&
    (!text || one.label.toLowerCase().includes(text) || one.id.toLowerCase().includes(text)) &&
    hasStatus(one, filter.status, filter.day));
  const compare = COMPARE[filter.sort] || COMPARE.disease;
  found.sort((a, b) => compare(a, b) || byText(a.label, b.label));
  if (filter.down) found.reverse();
  return found;
}
