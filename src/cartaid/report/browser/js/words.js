// Words and numbers as they are printed.

function number(value, digits = 3) {
  if (value === null || value === undefined) return "";
  if (Number.isInteger(value)) return Math.abs(value) >= 1e6 ? value.toExponential(1).replace("e+", "e") : String(value);
  const text = value.toPrecision(Math.max(digits, String(Math.trunc(Math.abs(value))).length));
  return text.includes("e") ? text : String(Number(text));
}

const STATUS = { D: "determined", U: "undetermined", N: "not applicable" };

// The value of a derived row: category, number, or the interval that is left open.
function valueOf(row) {
  if (row.s === "N") return "not applicable";
  if (row.c !== null && row.c !== undefined && row.c !== "UNDETERMINED") return row.c;
  if (row.s === "D" && row.v !== null && row.v !== undefined) return number(row.v);
  if (row.set !== "adrs" && row.lo !== null && row.hi !== null && row.lo !== undefined && row.lo !== row.hi) {
    return "between " + number(row.lo) + " and " + number(row.hi);
  }
  return row.v !== null && row.v !== undefined ? number(row.v) : "undetermined";
}

const ANSWERS = { Y: "yes", N: "no" };
const answer = (text) => ANSWERS[text] || text;

function gradeText(lo, hi) {
  if (lo === null || lo === undefined) return hi === null || hi === undefined ? "?" : "≤" + number(hi);
  return lo === hi ? number(lo) : number(lo) + "–" + number(hi);
}

// A dose of cells: "1000000.0 cells/kg" is read more easily as "1.0e6 cells/kg".
function cellsText(label) {
  const [amount, ...unit] = label.split(" ");
  const n = Number(amount);
  return Number.isFinite(n) ? number(n) + " " + unit.join(" ") : label;
}

const plural = (count, word) => count + " " + word + (count === 1 ? "" : "s");

function dayText(day) {
  if (day === null || day === undefined) return "day not known";
  const whole = Math.floor(day);
  return "day " + (whole < 0 ? "−" + -whole : whole);
}

// Days one after another as people say them: "day 4", "days 4 and 5", "days 4 to 7", "days 4, 6 and 9".
function daysText(days) {
  const text = (day) => dayText(day).replace("day ", "");
  if (days.length === 1) return dayText(days[0]);
  if (days.length > 2 && days[days.length - 1] - days[0] === days.length - 1) return `days ${text(days[0])} to ${text(days[days.length - 1])}`;
  return "days " + days.slice(0, -1).map(text).join(", ") + " and " + text(days[days.length - 1]);
}

const DISEASE_CLASS = { SLE: "sle", IIM: "iim", SSC: "ssc" };
const diseaseClass = (disease) => DISEASE_CLASS[disease] || "other";
const diseaseName = (disease) => study.cohort.diseases[disease] || disease || "Disease not stated";

function aboutPatient(one) {
  const parts = [diseaseName(one.disease)];
  if (one.sex || one.age !== null) parts.push([one.sex, one.age !== null && one.age !== undefined ? one.age + " y" : null].filter(Boolean).join(", "));
  return parts.filter(Boolean).join(" · ");
}
