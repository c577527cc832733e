// What is shown is written in the address after `#`, so that every view can be linked and the back button works.

function readAddress() {
  const text = location.hash.replace(/^#\/?/, "");
  const [path, query] = text.split("?");
  const parts = path.split("/").map((part) => { try { return decodeURIComponent(part); } catch { return part; } });
  return { view: parts[0] || "cohort", patient: parts[1] || null, given: new URLSearchParams(query || "") };
}

function address(view, patient, given) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given || {})) {
    if (value !== null && value !== undefined && value !== "" && value !== false) query.set(name, value);
  }
  const text = query.toString();
  return "#/" + view + (patient ? "/" + encodeURIComponent(patient) : "") + (text ? "?" + text : "");
}

// Change what is given in the address; `push` leaves a step for the back button.
function change(given, push) {
  const now = readAddress();
  const all = Object.fromEntries(now.given);
  const next = address(now.view, now.patient, { ...all, ...given });
  if (next === location.hash) return;
  if (push) location.hash = next;
  else history.replaceState(null, "", next);
}

function theme(chosen) {
  const root = document.documentElement;
  if (chosen) root.dataset.theme = chosen;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  return root.dataset.theme || (dark ? "dark" : "light");
}
