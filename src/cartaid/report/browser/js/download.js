// Files made in the page: CSV of what is shown, SVG of what is drawn.

// A text that a spreadsheet would take for a formula is led by an apostrophe; numbers stay numbers.
function csvCell(value) {
  if (value === null || value === undefined) return "";
  let text = String(value);
  if (typeof value !== "number" && /^[=+\-@\t\r]/.test(text)) text = "'" + text;
  return /[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
}

function csvText(head, rows) {
  // The notice is a column: a line above the heads would break every reader of tables.
  const noted = [[...head, "notice"], ...rows.map((row) => [...row, NOTICE])];
  return noted.map((row) => row.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

const COPIED = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "fill-opacity",
  "opacity", "font-family", "font-size", "font-weight", "text-anchor", "dominant-baseline", "paint-order"];

// Write drawings below one another as one SVG with its styles inside, on the ground of the page.
function svgText(drawings, title) {
  const width = Math.max(...drawings.map((one) => one.width.baseVal.value));
  let height = 26;
  const out = s("svg", { xmlns: SVG });
  out.append(s("title", {}, title + ". " + NOTICE));
  const page = getComputedStyle(document.body);
  const ground = s("rect", { width, fill: page.backgroundColor });
  out.append(ground, s("text", { x: 6, y: 17, fill: page.color, "font-size": 12, "font-family": "Helvetica, Arial, sans-serif" }, title + ". " + NOTICE));
  for (const one of drawings) {
    const copy = one.cloneNode(true);
    const from = one.querySelectorAll("*");
    copy.querySelectorAll("*").forEach((element, place) => {
      const style = getComputedStyle(from[place]);
      for (const name of COPIED) {
        const value = style.getPropertyValue(name);
        if (value) element.setAttribute(name, value);
      }
      for (const name of ["class", "style", "tabindex", "role", "aria-label", "data-key"]) element.removeAttribute(name);
    });
    // The drawing keeps its own coordinates inside a nested picture.
    const inner = s("svg", { x: 0, y: height, width: one.width.baseVal.value, height: one.height.baseVal.value, overflow: "visible" });
    inner.append(...copy.childNodes);
    out.append(inner);
    height += one.height.baseVal.value;
  }
  out.setAttribute("width", width);
  out.setAttribute("height", height);
  out.setAttribute("viewBox", `0 0 ${width} ${height}`);
  ground.setAttribute("height", height);
  return xmlText(out);
}

// XML 1.0 forbids control characters and lone surrogates: a file with one does not open.
function xmlText(root) {
  return '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(root)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}

// A legend as a drawing, for a file: keys and words in lines as wide as the picture.
function legendDrawing(entries, width) {
  const all = s("svg", { class: "forfile", width });
  let left = 6, top = 8;
  for (const [key, text] of entries) {
    const room = 30 + text.length * 6;
    if (left > 6 && left + room > width) { left = 6; top += 20; }
    all.append(s("g", { transform: `translate(${left},${top})` },
      s("g", { class: key.getAttribute("class") }, [...key.cloneNode(true).childNodes]), s("text", { x: 27, y: 12 }, text)));
    left += room;
  }
  all.setAttribute("height", top + 24);
  return all;
}

// Write drawings with a legend below them as one SVG.
function svgWithLegend(drawings, entries, title) {
  const width = Math.max(...drawings.map((one) => one.width.baseVal.value));
  const legend = entries.length ? legendDrawing(entries, width) : null;
  if (legend) document.body.append(legend);
  const text = svgText(legend ? [...drawings, legend] : drawings, title);
  legend?.remove();
  return text;
}

// Put drawings that are files of their own beside one another in one file.
function sideBySide(texts) {
  if (texts.length === 1) return texts[0];
  const roots = texts.map((text) => new DOMParser().parseFromString(text, "image/svg+xml").documentElement);
  const size = (name) => roots.map((root) => Number(root.getAttribute(name)));
  const width = size("width").reduce((sum, each) => sum + each, 0) + 24 * (roots.length - 1), height = Math.max(...size("height"));
  const all = s("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` });
  all.append(s("rect", { width, height, fill: getComputedStyle(document.body).backgroundColor }));
  let left = 0;
  for (const root of roots) {
    root.setAttribute("x", left);
    all.append(document.importNode(root, true));
    left += Number(root.getAttribute("width")) + 24;
  }
  return xmlText(all);
}

// What a file that leaves the page has to say of itself.
const NOTICE = [study.synthetic ? "SYNTHETIC: every record is invented" : null,
  study.deidentified ? "Contains patient-level data, de-identified in part" : "Contains patient-level data"].filter(Boolean).join(". ") + ".";

const fileName = (...parts) => parts.join("-").replace(/[^A-Za-z0-9_.-]+/g, "_").slice(0, 80);
