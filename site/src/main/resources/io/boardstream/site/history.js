// The history of one number: a chart, and the same as a table.
import { day, el, getJson, moment, name, number, outside, shortened } from './page.js';

const DAY = 86_400_000;
const NEWEST = 400;
let library;

/** Only who looks at a chart loads what draws it. */
function charts() {
  library ??= import('/assets/chart.js').then(() => globalThis.Chart);
  return library;
}

export const runPath = (ref) => '/runs/' + encodeURIComponent(ref);

function colours() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue('--' + name).trim();
}

/** Ticks at whole days, or at whole hours where all is of a day or two. */
function ticks(axis) {
  const span = axis.max - axis.min;
  const unit = span > 2 * DAY ? DAY : span > 2 * 3_600_000 ? 3_600_000 : 60_000;
  const step = Math.max(1, Math.ceil(span / unit / 6)) * unit;
  axis.ticks = [];
  for (let at = Math.ceil(axis.min / step) * step; at <= axis.max; at += step) axis.ticks.push({ value: at });
}

const at = (time, span) => {
  const text = new Date(time).toISOString();
  return span > 2 * DAY ? text.slice(0, 10) : text.slice(5, 16).replace('T', ' ');
};

function settings(series, points) {
  const colour = colours();
  const bad = (point) => point.outcome === 'FAILED' || point.value === 0;
  const span = points.length ? points.at(-1).x - points[0].x : 0;
  const pad = Math.max(span / 60, 3_600_000);
  const positive = points.every((point) => point.y >= 0);
  const axis = { grid: { color: colour('line') }, border: { color: colour('line') }, ticks: { color: colour('soft'), font: { size: 11 } } };
  return {
    type: 'line',
    data: {
      datasets: [{
        data: points, parsing: false, borderColor: colour('accent'), borderWidth: 1.5, tension: 0,
        pointRadius: points.length > 120 ? 1.5 : 3, pointHitRadius: 10, pointHoverRadius: 5,
        pointBackgroundColor: (context) => (context.raw && bad(context.raw) ? colour('not-supported') : colour('accent')),
        pointBorderColor: (context) => (context.raw && bad(context.raw) ? colour('not-supported') : colour('accent')),
        pointStyle: (context) => (context.raw && bad(context.raw) ? 'rect' : 'circle'),
      }],
    },
    options: {
      animation: false, responsive: true, maintainAspectRatio: false,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      onClick: (event, found) => { if (found.length) location.href = runPath(points[found[0].index].run.ref); },
      onHover: (event, found) => { event.native.target.style.cursor = found.length ? 'pointer' : ''; },
      scales: {
        x: { ...axis, type: 'linear', min: points[0].x - pad, max: points.at(-1).x + pad, afterBuildTicks: ticks, ticks: { ...axis.ticks, maxRotation: 0, callback: (value) => at(value, span) } },
        y: { ...axis, grace: '8%', afterDataLimits: (scale) => { if (positive && scale.min < 0) scale.min = 0; }, ticks: { ...axis.ticks, maxTicksLimit: 5, callback: (value) => number(value) } },
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          displayColors: false,
          callbacks: {
            title: (items) => moment(new Date(items[0].raw.x).toISOString()),
            label: (item) => `${number(item.raw.value)}${series.unit ? ' ' + series.unit : ''}${bad(item.raw) ? ' · failed' : ''}`,
            afterLabel: (item) => (item.raw.run.git_commit_hash ? 'commit ' + item.raw.run.git_commit_hash.slice(0, 12) : ''),
          },
        },
      },
    },
  };
}

function summary(series, points) {
  const values = points.map((point) => point.value);
  const unit = series.unit ? ' ' + series.unit : '';
  return `${points.length} points from ${day(new Date(points[0].x).toISOString())} to ${day(new Date(points.at(-1).x).toISOString())}, `
    + `newest ${number(values.at(-1))}${unit}, lowest ${number(Math.min(...values))}, highest ${number(Math.max(...values))}. The table below says the same.`;
}

function table(series, label) {
  const newestFirst = series.points.slice(-NEWEST).reverse();
  return el('div', { class: 'wrap', tabindex: '0', role: 'region', 'aria-label': label },
    el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Ended'), el('th', { scope: 'col', class: 'n' }, 'Value', series.unit ? el('span', { class: 'unit' }, ' ' + series.unit) : null), el('th', { scope: 'col' }, 'Outcome'), el('th', { scope: 'col' }, 'Commit'), el('th', { scope: 'col' }, 'Run'))),
      el('tbody', {}, ...newestFirst.map((point) => el('tr', {},
        el('td', {}, point.at ? moment(point.at) : 'no time'),
        el('td', { class: 'n' }, point.value === null ? '–' : number(point.value)),
        el('td', { class: point.outcome === 'FAILED' ? 'bad' : '' }, point.outcome.toLowerCase()),
        el('td', {}, point.run.git_commit_hash ? el('code', {}, point.run.git_commit_hash.slice(0, 12)) : '–'),
        el('td', {}, el('a', { href: runPath(point.run.ref) }, name(shortened(point.run.run_id, 40))), point.run.link ? ' · ' : '', point.run.link ? outside(point.run.link, 'CI') : ''))))));
}

/**
 * Draws the newest history of a metric into a box, and draws it anew when the colours change.
 * @param query model, device, metric, step, isl, osl, batch
 */
export async function history(box, query, label) {
  box.replaceChildren(el('p', { class: 'small' }, 'Loading the history …'));
  let series;
  let truncated;
  try {
    const answer = await getJson('/api/series?' + new URLSearchParams(query));
    series = answer.series[0];
    truncated = answer.truncated;
  } catch (error) {
    box.replaceChildren(el('p', { class: 'small' }, error.message));
    return;
  }
  if (!series || series.points.length === 0) {
    box.replaceChildren(el('p', { class: 'small' }, 'No run has reported this number yet.'));
    return;
  }
  const points = series.points.filter((point) => point.at && point.value !== null).map((point) => ({ ...point, x: Date.parse(point.at), y: point.value }));
  const more = truncated ? ' There are more, older ones: see /api/series.' : '';
  const rows = el('details', { class: 'points' }, el('summary', {}, `${series.points.length} points as a table${series.points.length > NEWEST ? `, the newest ${NEWEST}` : ''}.${more}`), table(series, shortened(label, 150) + ' as a table'));
  if (points.length === 0) {
    box.replaceChildren(el('p', { class: 'small' }, 'No point has both a time and a number.'), rows);
    return;
  }
  const canvas = el('canvas', { role: 'img', 'aria-label': shortened(label, 150) + ': ' + summary(series, points) });
  box.replaceChildren(el('div', { class: 'chart' }, canvas), rows);
  const Chart = await charts();
  let chart = new Chart(canvas, settings(series, points));
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const again = () => {
    if (!canvas.isConnected) return dark.removeEventListener('change', again);
    chart.destroy();
    chart = new Chart(canvas, settings(series, points));
  };
  dark.addEventListener('change', again);
}
