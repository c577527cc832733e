// The chart of one patient: one time axis for all tracks, zoom and pan, keys from point to point.

const gutterWidth = (width) => (width < 560 ? 96 : 168);

function chart(full, options) {
  const axis = s("svg", { class: "timeaxis", height: 34, "aria-hidden": "true" });
  const body = s("svg", { class: "tracks", role: "group", "aria-label": `Time axis of patient ${full.one.label}. Arrow keys go from point to point, Enter explains a point.` });
  const box = h("div", { class: "chart" }, axis, body);
  const at = { key: null };
  let shown = [];
  let starts = [];

  function draw() {
    const width = Math.max(300, box.clientWidth || options.width || 900);
    const gutter = gutterWidth(width), plot = width - gutter - 12;
    const [from, to] = options.window();
    const x = linear(from, to, 0, plot);
    shown = options.tracks().filter((track) => track.shown);
    const focused = body.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    drawAxis(axis, x, from, to, gutter, plot, width, full);
    body.replaceChildren();
    let top = 0, group = null;
    starts = [];
    if (!shown.some((track) => track.points?.length || track.lanes?.length)) {
      body.append(s("text", { class: "trackname", x: 6, y: 24 }, "Nothing dated is known of this patient, or no track is chosen."));
      top = 34;
    }
    for (const track of shown) {
      starts.push({ top, child: body.childNodes.length });
      if (track.group !== group) {
        group = track.group;
        body.append(s("text", { class: "group", x: 4, y: top + 15 }, group.toUpperCase()), s("line", { class: "groupline", x1: 0, x2: width, y1: top + 0.5, y2: top + 0.5 }));
        top += 21;
      }
      body.append(drawn(track, top, x, gutter, plot, from, to));
      top += track.height + 5;
    }
    body.setAttribute("width", width);
    body.setAttribute("height", Math.max(top + 4, 40));
    stops();
    options.drawn?.();
    if (focused) body.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    mark();
  }

  function drawn(track, top, x, gutter, plot, from, to) {
    const outer = s("g", { transform: `translate(0,${top})`, class: "track type-" + track.type + " grp-" + track.group.toLowerCase().replace(" ", "-"), role: "group", "aria-label": track.about || track.title });
    const y = ["line", "log", "dose"].includes(track.type) ? yScaleOf(track, options.domain ? options.domain(track) : null) : null;
    labels(outer, track, y, gutter);
    // A picture inside the picture cuts off what lies outside the window.
    const inner = s("svg", { x: gutter, y: 0, width: plot, height: track.height, class: "plot" });
    if (y) for (const tick of y.ticks) inner.append(s("line", { class: "gridline", x1: 0, x2: plot, y1: y(tick), y2: y(tick) }));
    const ld = full.one.ld;
    if (ld !== null && ld < 0) inner.append(s("rect", { class: "ldband", x: x(ld), width: Math.max(x(0) - x(ld), 1), y: 0, height: track.height }));
    inner.append(s("line", { class: "zero", x1: x(0), x2: x(0), y1: 0, y2: track.height }));
    inner.append(DRAW[track.type]({ ...track, end: full.one.last }, x, plot, from, to, y));
    outer.append(inner);
    return outer;
  }

  function labels(outer, track, y, gutter) {
    const cut = Math.floor((gutter - 40) / 6.4);
    const short = (text, most) => (text.length > most ? text.slice(0, most - 1) + "…" : text);
    if (track.type === "lanes") {
      track.lanes.forEach((lane) => outer.append(s("text", { class: "lanelabel", x: gutter - 8, y: 4 + lane.line * 18 + 10.5 }, short(lane.label, Math.floor((gutter - 12) / 5.9)), s("title", {}, lane.label))));
      return;
    }
    const middle = y ? 14 : track.height / 2 + 4;
    const title = gutter < 120 && y ? SHORT_TITLES[track.title] || track.title : track.title;
    outer.append(s("text", { class: "trackname", x: 6, y: middle }, short(title, y ? cut : Math.floor((gutter - 10) / 6.6)), s("title", {}, track.about || track.title)));
    if (y && track.unit) outer.append(s("text", { class: "unit", x: 6, y: middle + 14 }, short(unitText(track.unit), cut)));
    if (track.type === "grades" && track.worst && gutter > 120) outer.append(s("text", { class: "unit", x: gutter - 8, y: middle, "text-anchor": "end" }, "max " + gradeText(track.worst.lo, track.worst.hi)));
    if (y) for (const tick of y.ticks) outer.append(s("text", { class: "ytick", x: gutter - 6, y: y(tick) + 3.5 }, track.type === "log" ? powerText(tick) : number(tick)));
  }

  // On paper each track is a picture of its own, so that a page ends between two of them.
  function onPaper(now) {
    box.querySelectorAll(".slice").forEach((slice) => slice.remove());
    body.classList.toggle("sliced", now);
    if (!now) return;
    const width = Number(body.getAttribute("width")), height = Number(body.getAttribute("height"));
    starts.forEach(({ top, child }, n) => {
      const next = starts[n + 1] || { top: height, child: body.childNodes.length };
      box.append(s("svg", { class: "slice", width, height: next.top - top, viewBox: `0 ${top} ${width} ${next.top - top}` },
        [...body.childNodes].slice(child, next.child).map((node) => node.cloneNode(true))));
    });
  }

  const points = () => [...body.querySelectorAll(".point")];
  function stops() {
    const all = points();
    const current = all.find((one) => one.dataset.key === at.key) || all[0];
    all.forEach((one) => one.setAttribute("tabindex", one === current ? 0 : -1));
  }
  function mark() {
    const chosen = options.chosen();
    points().forEach((one) => one.classList.toggle("chosen", chosen !== null && one.dataset.key === chosen));
  }

  body.addEventListener("keydown", (event) => {
    const now = event.target.closest(".point");
    if (!now || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); options.open(now.dataset.key); return; }
    if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key) || event.shiftKey) return;
    event.preventDefault();
    const tracks = [...body.querySelectorAll(".track")].map((track) => [...track.querySelectorAll(".point")]).filter((list) => list.length);
    let row = tracks.findIndex((list) => list.includes(now));
    let list = tracks[row];
    let next = null;
    if (event.key === "ArrowRight") next = list[list.indexOf(now) + 1];
    else if (event.key === "ArrowLeft") next = list[list.indexOf(now) - 1];
    else if (event.key === "Home") next = list[0];
    else if (event.key === "End") next = list[list.length - 1];
    else {
      list = tracks[row + (event.key === "ArrowDown" ? 1 : -1)];
      if (list) next = list.reduce((best, one) => (Math.abs(one.dataset.day - now.dataset.day) < Math.abs(best.dataset.day - now.dataset.day) ? one : best));
    }
    if (!next) return;
    at.key = next.dataset.key;
    stops();
    next.focus();
  });
  body.addEventListener("focusin", (event) => { const now = event.target.closest(".point"); if (now) { at.key = now.dataset.key; } });

  panAndZoom(body, axis, options, () => box.clientWidth - gutterWidth(box.clientWidth) - 12, () => gutterWidth(box.clientWidth));
  return { box, draw, mark, onPaper, drawings: () => [axis, body], shown: () => shown, focus: (key) => { const one = body.querySelector(`[data-key="${CSS.escape(key)}"]`); one?.focus(); } };
}

const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
function powerText(value) {
  const power = Math.round(Math.log10(value));
  if (power >= -2 && power <= 3) return number(value);
  return "10" + String(power).split("").map((digit) => SUPERSCRIPT[digit]).join("");
}

function drawAxis(axis, x, from, to, gutter, plot, width, full) {
  axis.replaceChildren();
  axis.setAttribute("width", width);
  const { unit, ticks } = timeTicks(from, to, plot);
  axis.append(s("text", { class: "axis-title", x: 6, y: 22 }, gutter > 120 ? (unit === "days" ? "Days" : "Months") + (full.infused ? ` from ${study.cohort.zero}` : " from first date") : unit));
  for (const tick of ticks) {
    const at = gutter + x(tick.day);
    axis.append(s("line", { class: "rule", x1: at, x2: at, y1: 27, y2: 33 }), s("text", { class: "tick", x: at, y: 22 }, tick.text.replace("-", "−")));
  }
  axis.append(s("line", { class: "rule", x1: gutter, x2: gutter + plot, y1: 33, y2: 33 }));
}

// Drag pans, pinch or Ctrl with the wheel zooms, a double click zooms in.
function panAndZoom(body, axis, options, plotWidth, gutter) {
  const touching = new Map();
  let moved = 0, frame = 0, wanted = null;
  const dayAt = (event) => {
    const [from, to] = options.window();
    return from + ((event.clientX - body.getBoundingClientRect().left - gutter()) / plotWidth()) * (to - from);
  };
  const go = (from, to) => {
    wanted = [from, to];
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => options.setWindow(wanted[0], wanted[1]));
  };
  const zoom = (day, factor) => {
    const [from, to] = options.window();
    go(day - (day - from) * factor, day + (to - day) * factor);
  };
  body.addEventListener("wheel", (event) => {
    if (event.ctrlKey) { event.preventDefault(); zoom(dayAt(event), event.deltaY > 0 ? 1.15 : 1 / 1.15); }
    else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      const [from, to] = options.window(), by = (event.deltaX / plotWidth()) * (to - from);
      go(from + by, to + by);
    }
  }, { passive: false });
  body.addEventListener("dblclick", (event) => zoom(dayAt(event), 0.5));
  body.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    touching.set(event.pointerId, { x: event.clientX, window: options.window() });
    moved = 0;
  });
  body.addEventListener("pointermove", (event) => {
    const start = touching.get(event.pointerId);
    if (!start) return;
    moved = Math.max(moved, Math.abs(event.clientX - start.x));
    if (moved < 5) return;
    if (!body.hasPointerCapture(event.pointerId)) body.setPointerCapture(event.pointerId);
    if (touching.size === 2) {
      const [a, b] = [...touching.entries()];
      const other = a[0] === event.pointerId ? b[1] : a[1];
      const before = Math.abs(start.x - other.x) || 1, now = Math.abs(event.clientX - other.x) || 1;
      const [from, to] = start.window, middle = (from + to) / 2, half = ((to - from) / 2) * (before / now);
      go(middle - half, middle + half);
      return;
    }
    const [from, to] = start.window, by = ((start.x - event.clientX) / plotWidth()) * (to - from);
    go(from + by, to + by);
  });
  for (const name of ["pointerup", "pointercancel"]) body.addEventListener(name, (event) => touching.delete(event.pointerId));
  body.addEventListener("click", (event) => {
    if (moved >= 5) { moved = 0; return; }
    const now = event.target.closest(".point");
    if (now) options.open(now.dataset.key);
  });
}
