// The page: notice, heading, and the view that the address asks for.

function banner() {
  const parts = study.deidentified
    ? [h("b", {}, "Contains patient-level data, de-identified in part."), " Dates shifted, ages binned, free text dropped, patients renamed. Rare courses may still point to people: do not pass on. Only this page is changed; the other files of the analysis are as recorded."]
    : [h("b", {}, "Contains patient-level data."), " Do not pass on; delete when no longer needed."];
  replace(byId("banner"), study.synthetic ? h("span", { class: "synthetic" }, "SYNTHETIC: every record is invented") : null, h("span", {}, parts));
  byId("banner").className = study.synthetic ? "is-synthetic" : "";
}

function top() {
  const toggle = h("button", { type: "button", class: "theme", onclick: () => { theme(theme() === "dark" ? "light" : "dark"); name(); } });
  const name = () => { const next = theme() === "dark" ? "light" : "dark"; toggle.textContent = next === "dark" ? "Dark" : "Light"; toggle.setAttribute("aria-label", `Switch to ${next} colours`); };
  name();
  const keys = h("details", { class: "menu keys" }, h("summary", {}, "Keys"), h("div", { class: "menubox" }, h("dl", {}, [
    ["Arrow keys", "from patient to patient, from point to point"], ["Enter", "open a patient, explain a point"], ["Escape", "close the explanation"],
    ["+ −", "zoom"], ["Shift + arrows", "move the window"], ["a, w", "first weeks, whole course"], ["n, p", "next, previous patient"]].map(([key, text]) => [h("dt", {}, key), h("dd", {}, text)]))));
  // It closes as every menu does: on Escape, on a click beside it, and when another view is opened.
  document.addEventListener("click", (event) => { if (keys.open && !keys.contains(event.target)) keys.open = false; });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && keys.open) { keys.open = false; keys.querySelector("summary").focus(); event.stopImmediatePropagation(); } }, { capture: true });
  addEventListener("hashchange", () => { keys.open = false; });
  replace(byId("top"), h("a", { class: "brand", href: "#/cohort" }, h("b", {}, study.id || "Study"), h("span", {}, study.title)), h("span", { class: "spring" }), keys, toggle);
  const absent = { adtx: "toxicity grades", adae: "adverse events", adlb: "laboratory", adpc: "cells", adcm: "drugs", adis: "antibodies" };
  replace(byId("foot"), h("p", {}, `cartaid ${study.cartaid}`, study.cut ? ` · data cut ${study.cut}` : "", ` · ${plural(patients.length, "patient")} · day 0 is the day of the infusion`,
    study.absent.length ? ` · not in this analysis: ${study.absent.map((name) => absent[name]).join(", ")}` : ""));
}

let shownView = null;
async function show() {
  const { view, patient, given } = readAddress();
  const main = byId("main");
  const wanted = view + "/" + (patient || "") + "/" + (given.get("with") || "");
  try {
    if (view === "patient" && patient) await patientView(main, patient, given);
    else cohortView(main, given);
  } catch (problem) {
    replace(main, h("h1", {}, "This view could not be drawn"), h("p", { class: "problem" }, String(problem.message || problem)), h("p", {}, h("a", { href: "#/cohort" }, "To the cohort")));
    console.error(problem);
  }
  if (shownView !== null && shownView !== wanted) { scrollTo(0, 0); main.focus({ preventScroll: true }); say(document.title); }
  shownView = wanted;
}

document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); byId("main").focus(); });
addEventListener("hashchange", show);
banner();
top();
show();
