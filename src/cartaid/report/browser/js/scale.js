// Scales and ticks.

function linear(from, to, start, end) {
  const span = to - from || 1;
  const scale = (value) => start + ((value - from) / span) * (end - start);
  scale.back = (place) => from + ((place - start) / (end - start || 1)) * span;
  return scale;
}

function logarithmic(from, to, start, end) {
  const inner = linear(Math.log10(from), Math.log10(to), start, end);
  return (value) => inner(Math.log10(Math.max(value, from)));
}

// Round numbers that divide a span into about so many parts.
function roundTicks(from, to, about) {
  const span = to - from;
  if (!(span > 0)) return [from];
  const rough = span / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough) || 10 * power;
  const ticks = [];
  for (let n = Math.ceil(from / step - 1e-9); n * step <= to + 1e-9; n += 1) ticks.push(Number((n * step).toPrecision(12)));
  return ticks;
}

function powerTicks(from, to) {
  if (!(from > 0) || !Number.isFinite(to)) return [];
  const ticks = [];
  for (let n = Math.ceil(Math.log10(from) - 1e-9); n <= Math.log10(to) + 1e-9; n += 1) ticks.push(10 ** n);
  if (ticks.length > 4) return ticks.filter((_, place) => place % Math.ceil(ticks.length / 4) === 0);
  return ticks;
}

const MONTH = 30.4375;

// Ticks of the time axis: days for a short window, months for a long one.
function timeTicks(from, to, width) {
  const most = Math.max(3, Math.floor(width / 64));
  const span = to - from;
  if (span <= 150) {
    const step = [1, 2, 5, 7, 14, 28].find((n) => span / n <= most) || 28;
    const ticks = [];
    for (let n = Math.ceil(from / step); n * step <= to; n += 1) ticks.push({ day: n * step, text: String(n * step) });
    return { unit: "days", ticks };
  }
  const months = span / MONTH;
  const step = [1, 2, 3, 6, 12, 24, 36, 60].find((n) => months / n <= most) || 120;
  const ticks = [];
  for (let n = Math.ceil(from / MONTH / step); n * step * MONTH <= to; n += 1) {
    ticks.push({ day: n * step * MONTH, text: String(n * step) });
  }
  return { unit: "months", ticks };
}
