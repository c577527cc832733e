// Elements from plain data. Text only ever enters as a text node: nothing from the study is read as markup.

// A mark that would turn the direction of what follows is shown as its code; letters of any script stay as they are.
const visible = (text) => String(text).replace(/[\u202a-\u202e\u2066-\u2069]/g, (mark) => "⟨U+" + mark.codePointAt(0).toString(16).toUpperCase() + "⟩");

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" && "value" in element) element.value = value;
    else if (name === "style") for (const [key, one] of Object.entries(value)) element.style.setProperty(key, one);
    else element.setAttribute(name, value === true ? "" : visible(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(visible(child)));
  }
  return element;
}

const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const s = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
// A long text in a box of its own, with a bar to scroll: no table or panel grows with one term.
const boxed = (text) => (String(text).length > 300 ? h("div", { class: "long", tabindex: 0 }, text) : text);
const byId = (id) => document.getElementById(id);
const replace = (element, ...children) => { element.replaceChildren(); return fill(element, {}, children); };

// A view is drawn anew for paper, as wide as a page laid sideways, and again for the screen afterwards.
const PAPER = 1010;
function forPaper(view, draw) {
  const first = view.firstChild;
  const turn = (now) => {
    if (!first.isConnected) { removeEventListener("beforeprint", before); removeEventListener("afterprint", after); return; }
    view.classList.toggle("paper", now);
    if (now) view.style.setProperty("width", PAPER + "px"); else view.style.removeProperty("width");
    draw(now);
  };
  const before = () => turn(true), after = () => turn(false);
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
}

function say(text) {
  byId("said").textContent = text;
}

function option(value, label, chosen) {
  const one = h("option", { value }, label);
  if (value === chosen) one.selected = true;
  return one;
}

// A labelled field of a form.
const field = (label, control) => h("label", { class: "field" }, h("span", {}, label), control);
