// The swimmer: one lane a patient, the first weeks enlarged on the left, the whole course on the right.

const LANE = 30;
const ACUTE = [-7, 30];
const GAP = 26;

function swimmerScales(width, span) {
  const acuteWidth = span === "course" ? 0 : span === "acute" ? width : Math.min(390, Math.max(150, Math.min(210, width * 0.55), width * 0.4));
  const courseStart = span === "course" ? 0 : acuteWidth + GAP;
  const last = LAST_DAY * 1.03 + 10;
  return {
    width, span, acuteWidth, courseStart, last,
    acute: span === "course" ? null : linear(ACUTE[0] - 0.5, ACUTE[1] + 0.5, 4, acuteWidth - 2),
    course: span === "acute" ? null : linear(0, last, courseStart + 6, width - 14),
  };
}

const MARKS = {
  relapse: { shape: "M0,-5.5L5.5,0L0,5.5L-5.5,0Z", word: "relapse" },
  restart: { shape: "M-4.4,-4.4H4.4V4.4H-4.4Z", word: "drug taken again" },
  infection: { shape: "M0,-5L5,4H-5Z", word: "infection" },
  "b cells": { shape: "M0,-4.6A4.6,4.6 0 1 1 0,4.6A4.6,4.6 0 1 1 0,-4.6Z", word: "B cells back" },
  death: { shape: "M-4.5,-4.5L4.5,4.5M4.5,-4.5L-4.5,4.5", word: "died" },
  ongoing: { shape: "M-4,-4.5L4,0L-4,4.5Z", word: "under observation" },
};

function mark(kind, x, y, title) {
  const group = s("g", { class: "mark m-" + kind.replace(" ", "-"), transform: `translate(${x.toFixed(1)},${y})` },
    s("path", { d: MARKS[kind].shape }));
  if (title) group.append(s("title", {}, title));
  return group;
}

const inside = (scale, day, from, to) => day !== null && day !== undefined && day >= from && day <= to;

function swimmerLane(one, scales) {
  const group = s("g", { class: "lane d-" + diseaseClass(one.disease) });
  const middle = LANE / 2;
  if (scales.acute) acuteLane(group, one, scales.acute, middle);
  if (scales.course) courseLane(group, one, scales, middle);
  return group;
}

function acuteLane(group, one, x, y) {
  if (!one.infused) return;
  const open = notGraded(one);
  if (one.last !== null) group.append(s("line", { class: "base" + (open.length === TOXICITIES.length ? " open" : ""), x1: x(ACUTE[0]), x2: x(Math.min(ACUTE[1], Math.max(one.last ?? 0, 0)) + 0.5), y1: y, y2: y }));
  if (one.ld !== null && one.ld < 0) {
    group.append(s("rect", { class: "ld", x: x(Math.max(one.ld, ACUTE[0])), width: x(-0.5) - x(Math.max(one.ld, ACUTE[0])), y: y - 2.5, height: 5 },
      s("title", {}, "lymphodepletion from " + dayText(one.ld))));
  }
  const ungraded = (text, place, title) => group.append(s("text", { class: "note ungraded", x: x(14), y: place }, text, s("title", {}, title)));
  if (open.length === TOXICITIES.length) ungraded(notGradedWord(), y + 3.5, `CRS and ICANS ${notGradedWord()}`);
  else for (const code of open) ungraded(`${code} ${notGradedWord()}`, code === "CRS" ? y - 3.5 : y + 10, `${code} ${notGradedWord()}`);
  const step = x(1) - x(0);
  for (const [code, top, height] of [["CRS", y - 12, 12], ["ICANS", y + 1, 11]]) {
    for (const each of gradeBoxes(one, code, step)) {
      group.append(s("g", { class: `tox t-${code.toLowerCase()} g-${each.hi}` + (each.lo === each.hi ? "" : " open") },
        s("rect", { x: x(each.d - 0.5) + 0.5, y: top, width: Math.max((each.to - each.d + 1) * step - 1, 2), height, rx: 1.5 }),
        s("title", {}, code + " grade " + gradeText(each.lo, each.hi) + (each.to > each.d ? ` from ${dayText(each.d)} to ${dayText(each.to)}` : " on " + dayText(each.d))),
        s("text", { x: x((each.d + each.to) / 2), y: top + height / 2 + 0.5, style: { "font-size": Math.min(9.5, Math.max(6.5, step * 1.4)) + "px" } }, each.lo === each.hi ? each.lo : "?")));
    }
  }
  for (const each of one.marks) {
    if (each.kind === "infection" && each.d >= ACUTE[0] && each.d <= ACUTE[1]) group.append(mark("infection", x(each.d), y + 8, infectionText(each)));
  }
  if (one.died && one.last <= ACUTE[1]) group.append(mark("death", x(one.last), y, "died on " + dayText(one.last)));
}

// One box a day; where a day is too narrow for its digit, one box for the days that have the same grade one after another.
function gradeBoxes(one, code, step) {
  const days = one.marks.filter((each) => each.kind === code && each.d >= ACUTE[0] && each.d <= ACUTE[1]).sort((a, b) => a.d - b.d);
  const boxes = [];
  for (const each of days) {
    const last = boxes[boxes.length - 1];
    if (step < 7 && last && last.lo === each.lo && last.hi === each.hi && each.d - last.to <= 1) last.to = each.d;
    else boxes.push({ d: each.d, to: each.d, lo: each.lo, hi: each.hi });
  }
  return boxes;
}

const infectionText = (each) =>
  (each.label || "infection") + (each.lo !== null ? ", grade " + each.lo : "") + ", " + dayText(each.d);

function courseLane(group, one, scales, y) {
  const x = scales.course;
  const last = one.last;
  // Months from the infusion: without one there is nothing to count from.
  if (!one.infused) {
    group.append(s("text", { class: "note start absent", x: x(0) + 4, y: y + 3.5 }, "not infused"));
    return;
  }
  if (last === null || last === undefined || last < 0) return;
  const never = neverDetermined(one);
  group.append(s("rect", { class: "seen" + (never ? " never" : ""), x: x(0), width: Math.max(x(last) - x(0), 1), y: y - 7 + (never ? 0.5 : 0), height: never ? 13 : 14, rx: 2 },
    s("title", {}, "observed to " + dayText(last) + (never ? ", response never determined" : ""))));
  for (const run of runs(one)) {
    const { held, unsure } = runParts(one, run);
    const state = study.cohort.states[one.disease] || "response";
    for (const part of unsure) {
      group.append(s("rect", { class: "doubt", x: x(part.from), width: x(part.to) - x(part.from), y: y - 6.5, height: 13 },
        s("title", {}, `${state} on ${dayText(part.from)} and ${dayText(part.to)}, undetermined between`)));
    }
    for (const part of held) {
      group.append(s("rect", { class: "held", x: x(part.from) - 1, width: Math.max(x(part.to) - x(part.from), 2) + 2, y: y - 7, height: 14, rx: 1 },
        s("title", {}, `${state} from ${dayText(part.from)} to ${dayText(part.to)}`)));
    }
  }
  for (const cell of responses(one)) {
    if (cell.d > 0 && cell.holds === null) {
      group.append(s("text", { class: "unsure", x: x(cell.d), y }, "?", s("title", {}, "undetermined on " + dayText(cell.d))));
    }
  }
  for (const each of one.marks) {
    if (each.d === null || each.d < 0) continue;
    if (each.kind === "infection") group.append(mark("infection", x(each.d), y + 8, infectionText(each)));
    else if (MARKS[each.kind]) group.append(mark(each.kind, x(each.d), y, MARKS[each.kind].word + " on " + dayText(each.d) + (each.label ? ": " + each.label : "")));
  }
  if (one.died) group.append(mark("death", x(last), y, "died on " + dayText(last)));
  else group.append(mark("ongoing", x(last) + 4, y, "under observation at " + dayText(last)));
  const cut = cutDay(one);
  if (cut !== null && cut <= scales.last) {
    group.append(s("line", { class: "cut", x1: x(cut), x2: x(cut), y1: y - 9, y2: y + 9 }, s("title", {}, "data cut, " + dayText(cut))));
  }
}

function cutDay(one) {
  if (!study.cut || !one.day0) return null;
  const day = Math.round((Date.parse(study.cut) - Date.parse(one.day0)) / DAY);
  return day >= 0 ? day : null;
}

// The two time axes, and the line of the chosen day.
function swimmerAxis(scales) {
  const svg = s("svg", { class: "axis", width: scales.width, height: 38, "aria-hidden": "true" });
  const draw = (x, ticks, title, start, end) => {
    svg.append(s("text", { class: "axis-title", x: start, y: 12 }, title));
    svg.append(s("line", { class: "rule", x1: start, x2: end, y1: 36.5, y2: 36.5 }));
    for (const tick of ticks) {
      svg.append(s("line", { class: "rule", x1: x(tick.day), x2: x(tick.day), y1: 32, y2: 37 }));
      svg.append(s("text", { class: "tick", x: x(tick.day), y: 28 }, tick.text));
    }
  };
  if (scales.acute) {
    const step = scales.acuteWidth > 220 ? [-7, 0, 7, 14, 21, 28] : [0, 14, 28];
    draw(scales.acute, step.map((day) => ({ day, text: String(day).replace("-", "−") })), `Days from the ${study.cohort.zero}`, 4, scales.acuteWidth - 2);
  }
  if (scales.course) {
    const width = scales.width - scales.courseStart;
    const { ticks, unit } = timeTicks(0, scales.last, width);
    draw(scales.course, ticks, `${unit === "months" ? "Months" : "Days"} from the ${study.cohort.zero}`, scales.courseStart + 6, scales.width - 14);
  }
  return svg;
}

function laneGrid(scales, day) {
  const group = s("g", {});
  if (scales.acute) group.append(s("line", { class: "zero", x1: scales.acute(0), x2: scales.acute(0), y1: 0, y2: LANE }));
  if (scales.course) {
    for (const tick of timeTicks(0, scales.last, scales.width - scales.courseStart).ticks) {
      group.append(s("line", { class: "gridline", x1: scales.course(tick.day), x2: scales.course(tick.day), y1: 0, y2: LANE }));
    }
    if (day < LAST_DAY) group.append(s("line", { class: "dayline", x1: scales.course(day), x2: scales.course(day), y1: 0, y2: LANE }));
  }
  return group;
}

const legendList = (entries, label) => h("ul", { class: "legend", "aria-label": label }, entries.map(([key, text]) => h("li", {}, key, text)));

const swimmerLegend = (early) => legendList(swimmerKeys(early), "Legend of the swimmer");

function swimmerKeys(early) {
  const swatch = (className, draw) => s("svg", { width: 22, height: 16, class: "key " + className, "aria-hidden": "true" }, draw);
  const sign = (kind) => swatch("", mark(kind, 11, 8));
  const box = (className) => swatch("lane d-" + className, [
    s("rect", { class: "seen", x: 1, y: 2, width: 20, height: 12, rx: 2 }), s("rect", { class: "held", x: 9, y: 2, width: 12, height: 12 })]);
  const tox = (code) => swatch("", s("g", { class: `tox t-${code} g-1` }, s("rect", { x: 4, y: 2, width: 13, height: 12, rx: 1.5 }), s("text", { x: 10.5, y: 8.5 }, "1")));
  const entries = diseasesInOrder().map((disease) =>
    [box(diseaseClass(disease)), diseaseName(disease) + ": observed, " + (study.cohort.states[disease] || "response")]);
  const all = new Set(patients.flatMap((one) => one.marks.map((each) => each.kind)));
  // On a telephone the first weeks are not drawn, nor are their grades explained.
  const kinds = early ? all : new Set([...all].filter((kind) => !/^(CRS|ICANS)/.test(kind)));
  if (patients.some((one) => responses(one).some((cell) => cell.d > 0 && cell.holds === null))) {
    entries.push([swatch("lane", [s("rect", { class: "doubt", x: 1, y: 2, width: 20, height: 12 }), s("text", { class: "unsure", x: 11, y: 8 }, "?")]), "response undetermined at this visit"]);
  }
  if (patients.some((one) => one.infused && one.last !== null && neverDetermined(one))) {
    entries.push([swatch("lane", s("rect", { class: "seen never", x: 1, y: 2.5, width: 20, height: 11, rx: 2 })), "observed, response never determined"]);
  }
  if (kinds.has("CRS") || kinds.has("CRSMAX")) entries.push([tox("crs"), "CRS grade of the day (above the line)"]);
  if (kinds.has("ICANS") || kinds.has("ICANSMAX")) entries.push([tox("icans"), "ICANS grade of the day (below)"]);
  if (early) entries.push([swatch("lane", s("rect", { class: "ld", x: 2, y: 5.5, width: 18, height: 5 })), "lymphodepletion"]);
  for (const kind of ["infection", "relapse", "restart", "b cells"]) if (kinds.has(kind)) entries.push([sign(kind), MARKS[kind].word]);
  entries.push([sign("ongoing"), "under observation"]);
  if (patients.some((one) => one.died)) entries.push([sign("death"), "died"]);
  if (study.cut) entries.push([swatch("lane", s("line", { class: "cut", x1: 11, x2: 11, y1: 0, y2: 16 })), "data cut"]);
  return entries;
}

// In words, what a lane shows.
function laneWords(one) {
  const words = [aboutPatient(one), !one.infused ? "not infused" : one.last === null ? "follow-up not known" : "observed to " + dayText(one.last)];
  if (one.infused && neverDetermined(one)) words.push("response never determined");
  for (const run of runs(one)) words.push(`response from ${dayText(run.from)} to ${dayText(run.to)}`);
  for (const code of ["CRS", "ICANS"]) {
    const top = worst(one, code);
    if (notGraded(one).includes(code)) words.push(`${code} ${notGradedWord()}`);
    else if (top) words.push(`${code} at most grade ${gradeText(top.lo, top.hi)}`);
  }
  for (const kind of ["relapse", "restart", "b cells"]) {
    const each = one.marks.find((m) => m.kind === kind && m.d !== null);
    if (each) words.push(MARKS[kind].word + " on " + dayText(each.d));
  }
  const infections = one.marks.filter((m) => m.kind === "infection").length;
  if (infections) words.push(plural(infections, "infection"));
  if (one.died) words.push("died");
  return words.join("; ");
}
