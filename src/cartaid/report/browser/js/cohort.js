// The cohort view: filters, swimmer and response grid in one list of which only the visible rows exist.

function readFilter(given) {
  const day = given.get("day");
  return {
    disease: given.get("disease") || "",
    status: given.get("status") || "",
    day: day === null || Number.isNaN(Number(day)) ? LAST_DAY : Math.max(0, Math.min(LAST_DAY, Number(day))),
    q: given.get("q") || "",
    sort: given.get("sort") || "disease",
    down: given.get("down") === "1",
    show: given.get("show") || "response",
    span: given.get("span") || (innerWidth < 700 ? "course" : "both"),
    part: given.get("part") || "swimmer",
  };
}

const NARROW = 1000;
const LABEL_WIDTH = () => (innerWidth < 700 ? 92 : 158);
const CELL = 27;
const LEAST_SWIMMER = 420;

function cohortView(main, given) {
  let filter = readFilter(given);
  let rows = listed(filter);
  const count = h("p", { class: "count", role: "status" });
  let visits = gridVisits(choiceOf(filter.show));
  const set = (changes) => {
    filter = { ...filter, ...changes };
    change({
      disease: filter.disease, status: filter.status, day: filter.day < LAST_DAY ? filter.day : "", q: filter.q,
      sort: filter.sort === "disease" ? "" : filter.sort, down: filter.down ? "1" : "",
      show: filter.show === "response" ? "" : filter.show, span: filter.span === "both" ? "" : filter.span,
      part: filter.part === "swimmer" ? "" : filter.part,
    });
    rows = listed(filter);
    visits = gridVisits(choiceOf(filter.show));
    refresh();
  };

  const list = h("div", { class: "rows" });
  const space = h("div", { class: "space" });
  const head = h("div", { class: "rowhead", role: "row" });
  const box = h("div", { class: "cohort", role: "grid", "aria-label": "Patients: swimmer and response grid" }, head, h("div", { class: "scroller", role: "rowgroup" }, space));
  const scroller = box.lastChild;
  space.append(list);

  const under = h("div", { class: "under" });

  // Only what is drawn is explained; on a telephone that is one of the two, and a part of it.
  function explainMarks() {
    replace(under, shownParts.swimmer ? swimmerLegend(Boolean(scales.acute)) : null, shownParts.grid ? gridLegend() : null,
      !shownParts.swimmer ? h("p", { class: "hint" }, "Visits continue to the right: move the table sideways.") : null);
  }

  let printing = false;
  let scales = null;
  let shownParts = { swimmer: true, grid: true };
  const drawn = new Map();
  const at = { row: 0, column: 0 };

  function measure() {
    const gridWidth = visits.length * CELL + 36;
    // Where not both have room, one of the two is shown: on a narrow screen, or with many visits.
    const room = box.clientWidth - LABEL_WIDTH() - gridWidth - 18;
    const narrow = printing ? room < LEAST_SWIMMER / 2 : innerWidth < NARROW || room < LEAST_SWIMMER;
    shownParts = narrow ? { swimmer: filter.part !== "grid", grid: filter.part === "grid" } : { swimmer: true, grid: true };
    main.classList.toggle("narrow", narrow);
    box.style.setProperty("--label", LABEL_WIDTH() + "px");
    const width = Math.max(180, box.clientWidth - LABEL_WIDTH() - (narrow ? 0 : gridWidth) - 18);
    scales = swimmerScales(width, narrow && filter.span === "both" && innerWidth < 700 ? "course" : filter.span);
    explainMarks();
  }

  function drawHead() {
    const choice = choiceOf(filter.show);
    replace(head,
      h("div", { class: "c-label", role: "columnheader", title: PREFIX ? "Every id begins with " + PREFIX : null }, h("span", {}, "Patient"), PREFIX ? h("small", { class: "prefix" }, PREFIX + "…") : null),
      shownParts.swimmer && h("div", { class: "c-swim", role: "columnheader" }, h("span", { class: "hidden" }, "Swimmer"), swimmerAxis(scales)),
      shownParts.grid && h("div", { class: "c-grid", role: "presentation" },
        visits.map((visit) => h("div", { class: "c-visit", role: "columnheader", title: visit },
          h("span", {}, visit))), h("span", { class: "hidden" }, choice.label)));
  }

  function rowOf(one, place) {
    const choice = choiceOf(filter.show);
    const row = h("div", { class: "row", role: "row", "aria-rowindex": place + 2, style: { transform: `translateY(${place * LANE}px)` } });
    row.append(h("div", { class: "c-label", role: "gridcell" },
      h("a", { href: address("patient", one.label), tabindex: -1, title: one.short === one.label ? null : one.label, "data-place": place, "data-column": 0 },
        h("span", { class: "dot d-" + diseaseClass(one.disease), "aria-hidden": "true" }), h("b", {}, one.short), " ",
        h("small", {}, shortAbout(one)))));
    if (shownParts.swimmer) {
      row.append(h("div", { class: "c-swim", role: "gridcell" }, h("span", { class: "hidden" }, laneWords(one)),
        s("svg", { width: scales.width, height: LANE, "aria-hidden": "true" }, laneGrid(scales, filter.day), swimmerLane(one, scales))));
    }
    if (shownParts.grid) {
      row.append(h("div", { class: "c-grid d-" + diseaseClass(one.disease), role: "presentation" }, visits.map((visit, column) => gridCell(one, choice, visit, place, column + 1))));
    }
    return row;
  }

  function gridCell(one, choice, visit, place, column) {
    const wanted = choiceFor(choice, one);
    const cell = wanted && one.cells.find((each) => each.p === wanted.p && each.visit === visit && each.a);
    const content = cellContent(cell, wanted);
    const words = `${one.label}, ${visit}: ${content.words}`;
    const outer = h("div", { class: "c-cell", role: "gridcell" });
    if (!cell) return fill(outer, { "aria-label": words, class: "c-cell none", title: words }, ["·"]);
    outer.append(h("a", {
      class: "cell " + content.className, tabindex: -1, "data-place": place, "data-column": column, title: words, "aria-label": words,
      href: address("patient", one.label, { e: "row:" + cell.id }),
    }, content.text));
    return outer;
  }

  function refresh() {
    empty.hidden = rows.length > 0;
    box.hidden = rows.length === 0;
    measure();
    drawHead();
    drawn.clear();
    list.replaceChildren();
    box.setAttribute("aria-rowcount", rows.length + 1);
    box.setAttribute("aria-colcount", (shownParts.grid ? visits.length : 0) + (shownParts.swimmer ? 2 : 1));
    space.style.setProperty("height", rows.length * LANE + "px");
    count.textContent = rows.length === patients.length ? plural(rows.length, "patient") : `${rows.length} of ${plural(patients.length, "patient")}`;
    at.row = Math.min(at.row, Math.max(0, rows.length - 1));
    paint();
  }

  // Only rows in sight are elements: a list of 500 costs as much as one of 30.
  function paint() {
    const from = printing ? 0 : Math.max(0, Math.floor(scroller.scrollTop / LANE) - 4);
    const to = printing ? rows.length : Math.min(rows.length, Math.ceil((scroller.scrollTop + scroller.clientHeight) / LANE) + 4);
    for (const [place, element] of drawn) if ((place < from || place >= to) && !element.contains(document.activeElement)) { element.remove(); drawn.delete(place); }
    const added = document.createDocumentFragment();
    for (let place = from; place < to; place += 1) {
      if (drawn.has(place)) continue;
      const element = rowOf(rows[place], place);
      drawn.set(place, element);
      added.append(element);
    }
    list.append(added);
    markTabStop();
  }

  function markTabStop() {
    list.querySelectorAll("[tabindex='0']").forEach((element) => { element.tabIndex = -1; });
    const element = target(at.row, at.column) || target(at.row, 0) || list.querySelector("[data-place]");
    if (element) element.tabIndex = 0;
  }

  const target = (row, column) => list.querySelector(`[data-place='${row}'][data-column='${column}']`);

  function move(row, column) {
    at.row = Math.max(0, Math.min(rows.length - 1, row));
    at.column = Math.max(0, Math.min(shownParts.grid ? visits.length : 0, column));
    const top = at.row * LANE;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + LANE > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + LANE - scroller.clientHeight;
    paint();
    (target(at.row, at.column) || target(at.row, 0))?.focus({ preventScroll: true });
    markTabStop();
  }

  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(scroller.clientHeight / LANE) - 1);
    const go = {
      ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1], PageDown: [page, 0], PageUp: [-page, 0],
      Home: [0, -999], End: [0, 999],
    }[event.key];
    if (!go) return;
    event.preventDefault();
    let column = at.column + go[1];
    // Cells without an assessment cannot be opened: go on to the next that can.
    if (go[1] && Math.abs(go[1]) === 1) {
      while (column > 0 && column <= visits.length && !target(at.row, column)) column += go[1];
      if (column > visits.length) return;
    }
    move(at.row + go[0], column);
  });
  list.addEventListener("focusin", (event) => {
    const holder = event.target.closest("[data-place]");
    if (holder) { at.row = Number(holder.dataset.place); at.column = Number(holder.dataset.column); markTabStop(); }
  });
  list.addEventListener("click", (event) => {
    if (event.target.closest("a")) return;
    const row = event.target.closest(".row");
    if (row) row.querySelector("a").click();
  });
  scroller.addEventListener("scroll", () => requestAnimationFrame(() => { head.scrollLeft = scroller.scrollLeft; paint(); }), { passive: true });

  const empty = h("p", { class: "empty" }, patients.length ? "No patient fits these filters." : "This study has no patient.");
  const form = filterForm(filter, set);
  replace(main,
    h("div", { class: "heading" }, h("h1", {}, "Cohort"), count),
    form,
    box, empty, under);
  document.title = "Cohort · " + (study.id || "cartaid");
  refresh();

  const observer = new ResizeObserver(() => { if (box.isConnected) refresh(); else observer.disconnect(); });
  observer.observe(main);
  // On paper every patient stands, as wide as a page laid sideways.
  forPaper(main, (now) => { printing = now; refresh(); });

  form.querySelector("[data-do=csv]").addEventListener("click", () => download(fileName(study.id || "study", "cohort") + ".csv", "text/csv", cohortCsv(rows, filter)));
  form.querySelector("[data-do=svg]").addEventListener("click", () => {
    const all = s("svg", { width: scales.width + LABEL_WIDTH() + (shownParts.grid ? visits.length * CELL + 14 : 0), height: rows.length * LANE + 40, class: "forfile" });
    const axis = swimmerAxis(scales);
    all.append(s("g", { transform: `translate(${LABEL_WIDTH()},0)` }, [...axis.childNodes]));
    const choice = choiceOf(filter.show);
    const start = LABEL_WIDTH() + scales.width + 8;
    visits.forEach((visit, column) => all.append(s("text", { class: "tick", x: start + column * CELL + CELL / 2, y: 34 }, shortVisit(visit))));
    rows.forEach((one, place) => {
      const lane = s("g", { transform: `translate(0,${40 + place * LANE})` },
        s("text", { class: "lane-label", x: 6, y: LANE / 2 + 4 }, one.short),
        s("g", { transform: `translate(${LABEL_WIDTH()},0)` }, laneGrid(scales, filter.day), swimmerLane(one, scales)));
      if (shownParts.grid) visits.forEach((visit, column) => {
        const wanted = choiceFor(choice, one);
        const cell = wanted && one.cells.find((each) => each.p === wanted.p && each.visit === visit && each.a);
        lane.append(s("text", { class: "tick", x: start + column * CELL + CELL / 2, y: LANE / 2 + 4 }, cell ? cellContent(cell, wanted).text : "·"));
      });
      all.append(lane);
    });
    document.body.append(all);
    const signs = GRID_SIGNS.map(([sign, text]) => [s("svg", {}, s("text", { class: "tick", x: 11, y: 12 }, sign)), (text === "met" ? choice.label + ": " : "") + text]);
    const ids = PREFIX ? [[s("svg", {}, s("text", { class: "tick", x: 11, y: 12 }, "id")), "every id begins with " + PREFIX]] : [];
    download(fileName(study.id || "study", "cohort") + ".svg", "image/svg+xml",
      svgWithLegend([all], [...swimmerKeys(Boolean(scales.acute)), ...(shownParts.grid ? signs : []), ...ids], "Cohort, " + count.textContent));
    all.remove();
  });
}

const shortAbout = (one) => [one.sex, one.age].filter((x) => x !== null && x !== "").join(" ");

// The visits of the grid: those at which what it shows was analysed in anyone.
function gridVisits(choice) {
  const used = new Set(patients.flatMap((one) => one.cells.filter((cell) => cell.a && cell.p === choiceFor(choice, one)?.p).map((cell) => cell.visit)));
  return study.visits.filter((visit) => used.has(visit));
}

const shortVisit = (visit) => visit.replace(/^Month\s*/i, "M").replace(/^Day\s*/i, "D").replace(/^Screening$/i, "Scr").replace(/^Baseline$/i, "BL").slice(0, 4);

function cellContent(cell, wanted) {
  if (!cell) return { text: "·", words: "not assessed", className: "none" };
  if (cell.s === "N") return { text: "–", words: "not applicable", className: "na" };
  if (wanted.yes.length) {
    if (cell.s !== "D") return { text: "?", words: "undetermined", className: "unsure" };
    const yes = wanted.yes.includes(cell.c);
    return { text: yes ? "●" : "○", words: (yes ? "met" : "not met") + (["Y", "N"].includes(cell.c) ? "" : " (" + cell.c + ")"), className: yes ? "yes" : "no" };
  }
  if (cell.s !== "D") return { text: "?", words: "undetermined, " + gradeText(cell.lo, cell.hi), className: "unsure" };
  const text = number(cell.v, cell.v >= 100 ? 3 : 2);
  return { text, words: codes.get(cell.p)?.title + " " + number(cell.v), className: "number" };
}

const GRID_SIGNS = [["●", "met"], ["○", "not met"], ["?", "undetermined"], ["–", "not applicable"], ["·", "not assessed"]];

function gridLegend() {
  return h("ul", { class: "legend", "aria-label": "Legend of the grid" },
    GRID_SIGNS.map(([sign, text]) =>
      h("li", {}, h("span", { class: "sign", "aria-hidden": "true" }, sign), text)));
}

// On a narrow screen the filters are folded away.
function moreButton() {
  const button = h("button", { type: "button", class: "unfold", "aria-expanded": "false", onclick: () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    button.parentNode.classList.toggle("unfolded", open);
  } }, "Filters");
  return button;
}

function filterForm(filter, set) {
  const chosen = new Set(filter.disease ? filter.disease.split(",") : []);
  const diseases = diseasesInOrder();
  const dayNumber = h("input", { type: "number", min: 0, max: LAST_DAY, value: filter.day, "aria-label": "Day", class: "short" });
  const dayRange = h("input", { type: "range", min: 0, max: LAST_DAY, value: filter.day, "aria-label": "Status on day" });
  let waiting = 0;
  const day = (value) => {
    const n = Math.max(0, Math.min(LAST_DAY, Math.round(Number(value) || 0)));
    dayNumber.value = n; dayRange.value = n;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => set({ day: n }));
  };
  dayNumber.addEventListener("change", () => day(dayNumber.value));
  dayRange.addEventListener("input", () => day(dayRange.value));
  const select = (name, list, value) => h("select", { onchange: (event) => set({ [name]: event.target.value }) }, list.map(([id, label]) => option(id, label, value)));
  const down = h("button", { type: "button", "aria-pressed": String(filter.down), title: "Reverse the order", "aria-label": "Reverse the order", class: "icon",
    onclick: () => { const now = down.getAttribute("aria-pressed") !== "true"; down.setAttribute("aria-pressed", String(now)); set({ down: now }); } }, "⇅");
  return h("form", { class: "filters", "aria-label": "Filters", onsubmit: (event) => event.preventDefault() },
    h("fieldset", { class: "chips" }, h("legend", { class: "hidden" }, "Disease"),
      diseases.map((disease) => {
        const id = disease || "NONE";
        return h("label", { class: "chip d-" + diseaseClass(disease) },
          h("input", { type: "checkbox", checked: chosen.has(id), onchange: (event) => {
            if (event.target.checked) chosen.add(id); else chosen.delete(id);
            set({ disease: [...chosen].join(",") });
          } }), h("span", {}, diseaseName(disease) + " " + patients.filter((one) => one.disease === disease).length));
      })),
    moreButton(),
    h("div", { class: "more" },
    field("Status", select("status", STATUSES, filter.status)),
    h("div", { class: "field day" }, h("span", {}, "on day"), dayRange, dayNumber),
    field("Find", h("input", { type: "search", value: filter.q, placeholder: "patient", oninput: (event) => set({ q: event.target.value }), class: "short" })),
    field("Order", select("sort", SORTS, filter.sort)), down,
    field("Grid", select("show", study.cohort.choices.map((one) => [one.id, one.label]), filter.show)),
    field("Time", select("span", [["both", "first weeks and course"], ["acute", "first weeks"], ["course", "whole course"]], filter.span))),
    h("div", { class: "switch", role: "group", "aria-label": "Part shown" }, ["swimmer", "grid"].map((part) =>
      h("button", { type: "button", "aria-pressed": String(filter.part === part), onclick: (event) => {
        event.target.parentNode.querySelectorAll("button").forEach((one) => one.setAttribute("aria-pressed", String(one === event.target)));
        set({ part });
      } }, part === "swimmer" ? "Swimmer" : "Grid"))),
    h("div", { class: "actions" }, h("button", { type: "button", "data-do": "csv" }, "CSV"), h("button", { type: "button", "data-do": "svg" }, "SVG")));
}

function cohortCsv(rows, filter) {
  const choice = choiceOf(filter.show);
  const visits = gridVisits(choice);
  const head = ["patient", "disease", "sex", "age", "day_0", "last_day", "died", "crs_max_low", "crs_max_high", "icans_max_low", "icans_max_high",
    "first_response_day", "relapse_day", ...visits.map((visit) => choice.label + ", " + visit)];
  return csvText(head, rows.map((one) => {
    const wanted = choiceFor(choice, one);
    // A highest grade without a day that was graded is no grade 0.
    const [crs, icans] = TOXICITIES.map((code) => (one.infused && notGraded(one).includes(code) ? null : worst(one, code)));
    return [one.label, one.disease, one.sex, one.age, one.infused ? one.day0 : "", one.infused ? one.last : "", one.died ? "Y" : "N", crs?.lo, crs?.hi, icans?.lo, icans?.hi,
      runs(one)[0]?.from, one.marks.find((each) => each.kind === "relapse")?.d,
      ...visits.map((visit) => {
        const cell = wanted && one.cells.find((each) => each.p === wanted.p && each.visit === visit && each.a);
        return !cell ? "" : cell.s !== "D" ? (cell.s === "N" ? "not applicable" : "undetermined") : cell.c ?? cell.v;
      })];
  }));
}
