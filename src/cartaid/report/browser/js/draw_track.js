// How each kind of track is drawn. `x` turns a day into a place; every clickable point is a button with words.

const point = (item, words, children, className = "") =>
  s("g", { class: "point " + className, role: "button", tabindex: -1, "aria-label": words, "data-key": item.key, "data-day": item.d ?? item.from }, children, s("title", {}, words));

function rowWords(row) {
  return `${row.title}: ${answer(valueOf(row))}${row.s === "U" && !valueOf(row).startsWith("un") ? " (undetermined)" : ""}, ${dayText(row.d)}${row.reason ? "; " + row.reason : ""}`;
}

const DRAW = { marks: drawMarks, dose: drawDose, lanes: drawLanes, grades: drawGrades, line: drawLine, log: drawLine, states: drawStates,
  nothing: (track, x, width) => s("text", { class: "note start", x: Math.max(4, width / 2 - 34), y: track.height / 2 + 4 }, "not recorded") };

const GIVEN = { consent: "consent", leukapheresis: "leukapheresis", lymphodepletion: "LD", infusion: "CAR T", death: "death", "last contact": "last contact" };

// The keys of the marks that a chart holds: what to look for, how it looks, what it says.
const swatchOf = (className, ...children) => s("svg", { width: 22, height: 16, class: "key " + className, "aria-hidden": "true" }, s("g", { class: className }, children));
const circleAt = (more) => s("circle", { cx: 11, cy: 8, r: 3.8, ...more });
const CHART_KEYS = [
  [".ldband", () => swatchOf("", s("rect", { class: "ldband", x: 1, y: 1, width: 20, height: 14 })), "lymphodepletion to infusion"],
  [".zero", () => swatchOf("", s("line", { class: "zero", x1: 11, x2: 11, y1: 0, y2: 16 })), "day 0"],
  [".band", () => swatchOf("", s("rect", { class: "band", x: 1, y: 1, width: 20, height: 14 })), "reference range"],
  [".point.out", () => swatchOf("point out", circleAt()), "outside the reference range"],
  [".used", () => swatchOf("point", circleAt({ class: "used", r: 6.5 }), circleAt()), "temperature used for a CRS grade"],
  ['.hollow path[d^="M-4.5,-3"]', () => swatchOf("point hollow grp-cells", s("path", { d: "M6.5,5H15.5L11,12.5Z" })), "below a limit of measurement, drawn at it"],
  ['.hollow path[d^="M-4.5,3"]', () => swatchOf("point hollow grp-cells", s("path", { d: "M6.5,11H15.5L11,3.5Z" })), "above a limit of measurement, drawn at it"],
  [".interval", () => swatchOf("point", s("rect", { class: "interval", x: 7, y: 1, width: 8, height: 14, rx: 2 })), "undetermined: between two bounds"],
  [".join.gap", () => swatchOf("", s("line", { class: "join gap", x1: 1, x2: 21, y1: 8, y2: 8 })), "an undetermined value lies between"],
  [".cutline", () => swatchOf("", s("line", { class: "cutline", x1: 1, x2: 21, y1: 8, y2: 8 })), "cut-off, named at its line"],
  [".doses", () => swatchOf("type-dose", s("rect", { class: "doses", x: 1, y: 3, width: 20, height: 12 })), "dose in force"],
  [".point.open .grade", () => swatchOf("point open g-2", s("rect", { class: "grade", x: 5, y: 1, width: 12, height: 14, rx: 2 }), s("text", { class: "gradetext", x: 11, y: 8.5 }, "?")), "grade undetermined, coloured as the highest possible"],
  [".st-yes", () => swatchOf("st-yes", s("rect", { class: "state", x: 4, y: 1, width: 14, height: 14, rx: 3 }), s("text", { class: "statetext", x: 11, y: 8.5 }, "✓")), "met"],
  [".st-no", () => swatchOf("st-no", s("rect", { class: "state", x: 4, y: 1, width: 14, height: 14, rx: 3 }), s("text", { class: "statetext", x: 11, y: 8.5 }, "×")), "not met"],
  [".st-unsure", () => swatchOf("st-unsure", s("rect", { class: "state", x: 4, y: 1, width: 14, height: 14, rx: 3 }), s("text", { class: "statetext", x: 11, y: 8.5 }, "?")), "state undetermined"],
  [".bar.inexact", () => swatchOf("", s("rect", { class: "bar inexact", x: 1, y: 2, width: 20, height: 12, rx: 2 })), "dates partial or missing: longest possible course"],
  [".not-counted .bar", () => swatchOf("not-counted", s("rect", { class: "bar", x: 1, y: 2, width: 20, height: 12, rx: 2 })), "drug that does not count as treatment of the disease"],
  [".arrow", () => swatchOf("", s("rect", { class: "bar", x: 1, y: 2, width: 12, height: 13, rx: 2 }), s("path", { class: "arrow", d: "M13,3l6,5.5l-6,5.5z" })), "ongoing"],
  [".event .bar", () => swatchOf("event g-2", s("rect", { class: "bar", x: 1, y: 2, width: 20, height: 12, rx: 2 }), s("text", { class: "inbar", x: 8, y: 12 }, "2")), "adverse event, coloured by its grade"],
  [".serious .bar", () => swatchOf("event serious g-x", s("rect", { class: "bar", x: 1, y: 2, width: 20, height: 12, rx: 2 })), "serious"],
];
const chartKeys = (drawings) => CHART_KEYS.filter(([wanted]) => drawings.some((one) => one.querySelector(wanted))).map(([, key, words]) => [key(), words]);

function drawMarks(track, x, width, from, to) {
  const group = s("g", {});
  // The infusion is named first, the others where there is room beside it.
  const taken = [];
  const rank = (item) => ["infusion", "death", "lymphodepletion"].indexOf(item.kind) >>> 0;
  for (const item of [...track.points].sort((a, b) => rank(a) - rank(b))) {
    if (item.d < from || item.d > to || item.kind === "consent") continue;
    const at = x(item.d);
    const text = GIVEN[item.kind] || item.kind;
    const words = `${text === item.kind ? text : text + ": " + item.kind}${item.label ? ", " + cellsText(item.label) : ""}, ${dayText(item.d)}`;
    const half = text.length * 2.9 + 3;
    const room = taken.every(([left, right]) => at + half < left || at - half > right);
    const shape = item.kind === "infusion" ? s("path", { class: "infusion", d: "M-6,-7H6L0,6Z" }) : item.kind === "lymphodepletion" ? s("rect", { class: "ld", x: -3.5, y: -5, width: 7, height: 10 })
      : item.kind === "death" ? s("path", { class: "cross", d: MARKS.death.shape }) : s("circle", { class: "given", r: 4 });
    const near = at > width - half;
    group.append(point(item, words, s("g", { transform: `translate(${at.toFixed(1)},9)` }, shape,
      room && s("text", { class: near ? "note end" : at < half ? "note start" : "note", y: 18, x: near ? 6 : at < half ? -6 : 0 }, text)), "given"));
    if (room) taken.push([at - half, at + half]);
  }
  return group;
}

function yDomain(track, shared) {
  if (shared) return shared;
  let values = track.points.flatMap((item) => [item.v, item.open ? item.lo : null, item.open ? item.hi : null]);
  if (track.steps) values = values.concat(track.steps.map((step) => step.v));
  values = values.concat((track.cuts || []).map(([cut]) => cut)).filter((v) => v !== null && v !== undefined && Number.isFinite(v));
  if (track.band) values = values.concat(track.band.filter((v) => v !== null && v !== undefined));
  if (track.type === "log") {
    const positive = values.filter((v) => v > 0);
    if (!positive.length) return [0.1, 10];
    return [10 ** Math.floor(Math.log10(Math.min(...positive)) - 0.01), 10 ** Math.ceil(Math.log10(Math.max(...positive)) + 0.01)];
  }
  if (!values.length) return [0, 1];
  if (track.range) return track.range;
  let low = Math.min(...values), high = Math.max(...values);
  if (track.zero || low < high / 3) low = Math.min(0, low);
  if (track.type === "dose") { low = 0; high = Math.min(high, 60); }
  if (low === high) high = low + 1;
  return [low, high + (high - low) * 0.06];
}

function yScaleOf(track, shared) {
  const [low, high] = yDomain(track, shared);
  const scale = track.type === "log" ? logarithmic(low, high, track.height - 8, 8) : linear(low, high, track.height - 8, 8);
  scale.domain = [low, high];
  scale.ticks = track.type === "log" ? powerTicks(low, high) : roundTicks(low, high, 3);
  return scale;
}

function cutLines(track, y, width) {
  const cuts = (track.cuts || []).filter(([cut]) => cut >= y.domain[0] && cut <= y.domain[1])
    .map(([cut, text]) => ({ at: y(cut), text })).sort((a, b) => b.at - a.at);
  // Lines too near for a text between them share one text above the highest; but three and more, as the bands of a
  // score, are each named at its line, side by side.
  const groups = [];
  for (const cut of cuts) {
    const last = groups[groups.length - 1];
    if (last && last[last.length - 1].at - cut.at < (cut.at < 12 ? 24 : 13)) last.push(cut);
    else groups.push([cut]);
  }
  const start = track.better === "higher";
  if (groups.some((group) => group.length > 2)) {
    let along = 4;
    return cuts.map((cut) => {
      const at = along;
      along += cut.text.length * 5.4 + 12;
      return [s("line", { class: "cutline", x1: 0, x2: width, y1: cut.at, y2: cut.at }, s("title", {}, cut.text)),
        s("text", { class: "cuttext", x: start ? at : width - at, style: start ? { "text-anchor": "start" } : {}, y: cut.at < 12 ? cut.at + 10 : cut.at - 3 }, cut.text)];
    });
  }
  return groups.map((group) => {
    const top = group[group.length - 1].at, text = group.map((cut) => cut.text).join("; ");
    return [...group.map((cut) => s("line", { class: "cutline", x1: 0, x2: width, y1: cut.at, y2: cut.at }, s("title", {}, cut.text))),
      // A score that rises ends where its cut lines are named: their names stand at its beginning.
      s("text", { class: "cuttext", x: track.better === "higher" ? 4 : width - 4, style: track.better === "higher" ? { "text-anchor": "start" } : {}, y: top < 12 ? group[0].at + 10 : top - 3 }, text)];
  });
}

function drawLine(track, x, width, from, to, y) {
  const group = s("g", {});
  if (track.band) {
    const top = y(track.band[1] ?? y.domain[1]), bottom = y(track.band[0] ?? y.domain[0]);
    group.append(s("rect", { class: "band", x: 0, width, y: Math.min(top, bottom), height: Math.abs(bottom - top) }));
  }
  group.append(...cutLines(track, y, width).flat());
  const known = track.points.filter((item) => item.v !== null && item.v !== undefined);
  for (let n = 1; n < known.length; n += 1) {
    const a = known[n - 1], b = known[n];
    if (b.d < from - 400 || a.d > to + 400) continue;
    const gap = track.points.some((item) => item.open && item.d > a.d && item.d < b.d);
    group.append(s("line", { class: "join" + (gap ? " gap" : ""), x1: x(a.d), y1: y(a.v), x2: x(b.d), y2: y(b.v) }));
  }
  for (const item of track.points) {
    if (item.d < from - 1 || item.d > to + 1) continue;
    const at = x(item.d).toFixed(1);
    if (item.open) {
      if (item.lo === null || item.hi === null) continue;
      const top = y(Math.min(item.hi, y.domain[1])), bottom = y(Math.max(item.lo, y.domain[0]));
      group.append(point(item, rowWords(item.row), s("g", { transform: `translate(${at},0)` },
        s("rect", { class: "interval", x: -4, width: 8, y: top, height: Math.max(bottom - top, 3), rx: 2 })), "open"));
      continue;
    }
    if (item.v === null || item.v === undefined) continue;
    const shape = item.below ? s("path", { d: "M-4.5,-3H4.5L0,4.5Z" }) : item.above ? s("path", { d: "M-4.5,3H4.5L0,-4.5Z" }) : s("circle", { r: 3.8 });
    group.append(point(item, item.row ? rowWords(item.row) : recordWords(track, item),
      s("g", { transform: `translate(${at},${y(item.v).toFixed(1)})` }, s("circle", { class: "target", r: 9 }), item.used && x(1) - x(0) > 8 && s("circle", { class: "used", r: 6.5 }), shape),
      (item.below || item.above ? "hollow " : "") + (item.out ? "out" : "")));
  }
  return group;
}

function recordWords(track, item) {
  const r = item.record;
  const value = item.below && r.v === null ? "below " + number(r.lloq) : (item.below ? "<" : item.above ? ">" : "") + number(r.v ?? item.v);
  return `${track.about || track.title}: ${value} ${unitText(r.unit)}, ${dayText(r.d)}${item.used ? ", used for the CRS grade" : ""}${item.out ? ", outside the reference range" : ""}${r.gr ? ", CTCAE grade " + Math.abs(r.gr) : ""}`;
}

function drawDose(track, x, width, from, to, y) {
  const group = s("g", {});
  for (const step of track.steps) {
    if (!step.v || step.to < from || step.from > to) continue;
    const left = x(Math.max(step.from, from)), right = x(Math.min(step.to, to));
    const top = y(Math.min(step.v, y.domain[1]));
    group.append(s("rect", { class: "doses", x: left, width: Math.max(right - left, 1), y: top, height: y(0) - top }, s("title", {}, `${number(step.v)} mg/day from ${dayText(step.from)} to ${dayText(step.to - 1)}`)));
    if (step.v > y.domain[1]) group.append(s("text", { class: "note over", x: (left + right) / 2, y: 7 }, number(step.v)));
  }
  group.append(...cutLines(track, y, width).flat());
  for (const item of track.points) {
    if (item.d < from - 1 || item.d > to + 1) continue;
    if (item.open) {
      const low = item.lo ?? 0, high = item.hi ?? y.domain[1];
      group.append(point(item, rowWords(item.row), s("g", { transform: `translate(${x(item.d).toFixed(1)},0)` },
        s("rect", { class: "interval", x: -4, width: 8, y: y(Math.min(high, y.domain[1])), height: Math.max(y(low) - y(Math.min(high, y.domain[1])), 3), rx: 2 })), "open"));
    } else if (item.v !== null) {
      group.append(point(item, rowWords(item.row), s("g", { transform: `translate(${x(item.d).toFixed(1)},${y(Math.min(item.v, y.domain[1])).toFixed(1)})` },
        s("circle", { class: "target", r: 9 }), s("circle", { r: 3.4 }))));
    }
  }
  return group;
}

// A text that does not fit into its bar stands after it, or before it at the end of the window.
function besideBar(text, left, right, width, top) {
  const room = { after: width - right - 4, before: left - 4 };
  const after = text.length * 6 < room.after || room.after >= room.before;
  // On a telephone neither side may have room for all of it: the title of the bar has the whole text.
  const most = Math.max(1, Math.floor((after ? room.after : room.before) / 5.4));
  const words = text.length > most ? text.slice(0, most - 1).trimEnd() + "…" : text;
  return s("text", { class: after ? "note start" : "note end", x: after ? right + 4 : left - 4, y: top + 10.2 }, words);
}

function drawLanes(track, x, width, from, to) {
  const group = s("g", {});
  track.lanes.forEach((lane) => {
    group.append(s("line", { class: "laneline", x1: 0, x2: width, y1: 1.5 + lane.line * 18, y2: 1.5 + lane.line * 18 }));
    for (const item of lane.items) {
      const top = 4 + item.line * 18;
      const start = item.from ?? -1e5;
      const end = item.ongoing ? Math.max(item.to ?? -1e9, track.end ?? to) : item.to ?? start;
      if (end < from || start > to) continue;
      const left = x(Math.max(start, from - 2)), right = Math.max(x(Math.min(end + (item.timed && item.to !== null ? 0 : 1), to + 2)), left + 3);
      const shownLeft = Math.max(left, 0), room = Math.min(right, width) - shownLeft;
      group.append(point({ key: item.key, d: item.from ?? from }, item.words, [
        s("rect", { class: "bar" + (item.exact ? "" : " inexact"), x: left, y: top, width: right - left, height: 13, rx: 2 }),
        item.ongoing && s("path", { class: "arrow", d: `M${right},${top + 1}l6,5.5l-6,5.5z` }),
        item.noEnd && s("text", { class: "note start", x: right + 3, y: top + 10.5 }, "end not known"),
        room > item.text.length * 6.3 + 5 ? s("text", { class: "inbar", x: shownLeft + 4, y: top + 10.2 }, item.text)
          : item.beside && !item.noEnd && besideBar(item.text, left, right, width, top),
      ], item.className));
    }
  });
  return group;
}

function drawGrades(track, x, width, from, to) {
  const group = s("g", {});
  const step = x(1) - x(0);
  // A grade of 1 and higher keeps its digit, however narrow its day is.
  const size = (grade) => Math.max(grade > 0 ? 11 : 3, Math.min(step - 1, 22));
  // Where days are narrower than a digit, one box stands for its neighbours: the highest grade, on its first day.
  const of = (item) => item.row.v ?? item.row.hi ?? 0;
  const kept = [];
  const ordered = [...track.points].sort((a, b) => of(b) - of(a) || a.d - b.d);
  for (const item of step < 11 ? ordered : track.points) {
    if (item.d < from - 1 || item.d > to + 1) continue;
    if (step < 11) {
      if (kept.some((d) => Math.abs(x(d) - x(item.d)) < 11)) continue;
      if (of(item) > 0) kept.push(item.d);
    }
    const row = item.row;
    const open = row.s !== "D";
    const grade = open ? row.hi : row.v;
    const words = `${row.code} grade ${gradeText(row.lo, row.hi)}, ${dayText(row.d)}${row.reason ? "; " + row.reason : ""}`;
    const at = x(item.d);
    const tall = grade > 0 ? 20 : 8;
    group.append(point(item, words, [
      s("rect", { class: "target", x: at - Math.max(size(grade), 8) / 2, width: Math.max(size(grade), 8), y: 2, height: 26 }),
      s("rect", { class: "grade", x: at - size(grade) / 2, width: size(grade), y: 15 - tall / 2, height: tall, rx: 2 }),
      grade > 0 && s("text", { class: "gradetext", x: at, y: 15.5 }, open ? "?" : number(grade)),
    ], "g-" + (grade ?? "x") + (open ? " open" : "")));
  }
  return group;
}

function drawStates(track, x, width, from, to) {
  const group = s("g", {});
  for (const item of track.points) {
    if (item.d < from - 1 || item.d > to + 1) continue;
    const row = item.row;
    const value = valueOf(row);
    const yes = ["Y", "major", "moderate", "inactive"].includes(value), no = ["N", "none", "active"].includes(value);
    const className = row.s === "U" ? "unsure" : row.s === "N" ? "na" : yes ? "yes" : no ? "no" : "other";
    const at = x(item.d).toFixed(1);
    const text = row.s === "U" ? "?" : row.s === "N" ? "–" : yes ? "✓" : no ? "×" : "";
    group.append(point(item, rowWords(row), s("g", { transform: `translate(${at},13)` },
      s("rect", { class: "target", x: -9, y: -11, width: 18, height: 22 }), s("rect", { class: "state", x: -7, y: -7, width: 14, height: 14, rx: 3 }), s("text", { class: "statetext", y: 0.5 }, text)), "st-" + className));
  }
  return group;
}
