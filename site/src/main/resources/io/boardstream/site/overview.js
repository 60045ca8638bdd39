// How much runs, where, and why the rest does not.
import { day, devicePath, el, getJson, getPatiently, modelPath, name, number, shortened } from './page.js';
import { follow } from './live.js';

const content = document.getElementById('content');
const GOAL = 50;
const percent = (rate) => (rate.tried ? Math.round((rate.supported / rate.tried) * 1000) / 10 : undefined);
const shown = (rate) => (rate.tried ? percent(rate) + ' %' : '–');

function tile(title, value, more, state) {
  return el('div', { class: 'tile' }, el('dt', {}, title), el('dd', {}, el('b', { class: state }, value), el('span', { class: 'small' }, more)));
}

/** A bar is a meter: its number stands beside it, and is read out. */
function bar(rate, label) {
  return el('meter', { min: '0', max: '100', value: String(percent(rate) ?? 0), 'aria-label': `${label}: ${shown(rate)}` });
}

function rates(title, list, link) {
  const most = 25;
  return el('section', {}, el('h2', {}, title), list.length === 0 ? el('p', { class: 'small' }, 'Nothing was tried yet.') : el('div', { class: 'wrap', tabindex: '0', role: 'region', 'aria-label': title }, el('table', { class: 'rates' },
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Name'), el('th', { scope: 'col' }, 'Share that runs'), el('th', { scope: 'col', class: 'n' }, '%'), el('th', { scope: 'col', class: 'n' }, 'Run'), el('th', { scope: 'col', class: 'n' }, 'Tried'))),
    el('tbody', {}, ...list.slice(0, most).map((one) => el('tr', {}, el('th', { scope: 'row' }, link ? el('a', { href: link(one.id) }, name(shortened(one.name, 60))) : name(shortened(one.name, 60))),
      el('td', {}, bar(one, shortened(one.name, 60))), el('td', { class: 'n' }, number(percent(one))), el('td', { class: 'n' }, number(one.supported)), el('td', { class: 'n' }, number(one.tried))))))),
  list.length > most ? el('p', { class: 'small' }, `The ${most} with most cells of ${list.length}.`) : null);
}

const step = (rate) => (rate ? 'r' + Math.min(4, Math.floor((rate.supported / rate.tried) * 5)) : 'none');

function chart(matrix) {
  const devices = matrix.by_device;
  if (devices.length === 0) return null;
  return el('section', {}, el('h2', {}, 'Families × hardware'), el('p', { class: 'small' }, 'Cells that run of those that were tried; the stronger the colour, the larger the share.'),
    el('div', { class: 'wrap', tabindex: '0', role: 'region', 'aria-label': 'Families by hardware' }, el('table', { class: 'heat' },
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Family'), ...devices.map((one) => el('th', { scope: 'col' }, el('a', { href: devicePath(one.id) }, name(shortened(one.name, 30))))))),
      el('tbody', {}, ...matrix.family_by_device.map((row) => el('tr', {}, el('th', { scope: 'row' }, el('a', { href: '/?family=' + encodeURIComponent(row.family) }, name(shortened(row.family, 40)))),
        ...devices.map((one) => {
          const rate = row.devices[one.id];
          return el('td', { class: step(rate) }, rate ? el('a', { href: '/?' + new URLSearchParams({ family: row.family, hardware: one.id }), 'aria-label': `${shortened(row.family, 40)} on ${shortened(one.name, 40)}: ${rate.supported} of ${rate.tried}` }, `${rate.supported}/${rate.tried}`) : '–');
        })))))));
}

function failures(list) {
  return el('section', {}, el('h2', {}, 'Why the rest does not run'), list.length === 0 ? el('p', { class: 'small' }, 'No cell fails.') : el('div', { class: 'patterns' }, ...list.map((one) => el('details', {},
    el('summary', {}, el('b', {}, String(one.cells)), el('span', { class: 'small' }, one.cells === 1 ? ' cell ' : ' cells '), one.title),
    el('p', { class: 'small' }, one.action),
    one.examples.length === 0 ? el('p', { class: 'small' }, 'Their sources do not say why.') : el('ul', {}, ...one.examples.map((example) => el('li', {}, el('a', { href: modelPath(example.model_id) + '#' + example.device_id }, name(shortened(example.display_name, 80))), ` on ${shortened(example.device_id, 60)}`, el('pre', { tabindex: '0' }, shortened(example.failure, 300)))))))));
}

/** A column per day; the table beside it says the same. */
function activity(days) {
  if (days === null) return el('section', {}, el('h2', {}, 'Runs over time'), el('p', { class: 'small' }, 'Not known: this site has no history, or has not read it yet.'));
  const byDay = new Map();
  for (const one of days) {
    const sum = byDay.get(one.day) ?? { ran: 0, failed: 0, inconclusive: 0, simulated: 0 };
    sum.ran += one.ran;
    sum.failed += one.failed;
    sum.inconclusive += one.inconclusive;
    if (one.simulated) sum.simulated += one.ran + one.failed + one.inconclusive;
    byDay.set(one.day, sum);
  }
  if (byDay.size === 0) return el('section', {}, el('h2', {}, 'Runs over time'), el('p', { class: 'small' }, 'No run ended within 90 days.'));
  const space = 'http://www.w3.org/2000/svg';
  const part = (tag, attributes) => {
    const element = document.createElementNS(space, tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const first = Date.parse([...byDay.keys()][0]);
  const count = Math.round((Date.parse(day(new Date().toISOString())) - first) / 86_400_000) + 1;
  const most = Math.max(...[...byDay.values()].map((one) => one.ran + one.failed + one.inconclusive));
  const slots = Math.max(count, 14);
  const svg = part('svg', { viewBox: `0 0 ${slots * 10} 100`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `Runs per day, ${count} days, at most ${most} on one day; the table below says the same.`, class: 'columns' });
  byDay.forEach((one, date) => {
    let top = 100;
    for (const kind of ['ran', 'failed', 'inconclusive']) {
      const height = (one[kind] / most) * 98;
      top -= height;
      if (height > 0) svg.append(part('rect', { x: Math.round((Date.parse(date) - first) / 86_400_000) * 10 + 1, y: top, width: 8, height, class: kind }));
    }
  });
  const list = [...byDay].reverse();
  return el('section', {}, el('h2', {}, 'Runs over time'), el('p', { class: 'legend small' }, el('span', { class: 'ran' }, 'ran'), el('span', { class: 'failed' }, 'failed'), el('span', { class: 'inconclusive' }, 'inconclusive'), `at most ${number(most)} a day, ${list.at(-1)[0]} to today`), svg,
    el('details', { class: 'points' }, el('summary', {}, `${list.length} days as a table`), el('div', { class: 'wrap', tabindex: '0', role: 'region', 'aria-label': 'Runs per day' }, el('table', {},
      el('thead', {}, el('tr', {}, ...['Day', 'Ran', 'Failed', 'Inconclusive', 'Of them simulated'].map((label, i) => el('th', { scope: 'col', class: i ? 'n' : '' }, label)))),
      el('tbody', {}, ...list.map(([date, one]) => el('tr', {}, el('th', { scope: 'row' }, date), ...['ran', 'failed', 'inconclusive', 'simulated'].map((kind) => el('td', { class: 'n' }, number(one[kind]))))))))));
}

function coverage(known) {
  const names = (list, all, label) => (list.length === 0 ? null : el('details', { class: 'points' }, el('summary', {}, `${label}: ${all}`), el('p', { class: 'name' }, list.map((one) => shortened(one, 80)).join(' · ') + (all > list.length ? ' …' : ''))));
  return el('section', {}, el('h2', {}, 'Evidence for the models of the catalogue'),
    known.catalogued === 0 ? el('p', { class: 'small' }, 'The catalogue lists no model.') : el('div', {},
      el('dl', { class: 'tiles' }, tile('On real hardware', number(known.real), `of ${number(known.catalogued)}`), tile('Only simulated', number(known.simulated), 'says nothing of hardware'), tile('No evidence', number(known.none), 'no run, or none that says anything')),
      names(known.only_simulated, known.simulated, 'Only simulated'), names(known.without_evidence, known.none, 'Without evidence')));
}

function draw({ matrix, activity: days, by_framework: frameworks, adaptation_minutes: adaptation }) {
  const goal = percent(matrix.models);
  content.replaceChildren(
    el('dl', { class: 'tiles' },
      tile('Models that run, of those tried', shown(matrix.models), matrix.models.tried ? `${number(matrix.models.supported)} of ${number(matrix.models.tried)}; the goal is ${GOAL} %` : 'none was tried yet', goal === undefined ? '' : goal > GOAL ? 'good' : 'bad'),
      tile('Cells that run', shown(matrix.cells), `${number(matrix.cells.supported)} of ${number(matrix.cells.tried)} tried`),
      tile('Of all known models', shown(matrix.running), `${number(matrix.running.supported)} of ${number(matrix.running.tried)} run somewhere`),
      tile('Time to adapt a model', typeof adaptation === 'number' ? number(adaptation) + ' min' : 'not known', 'the goal is 30 min')),
    el('div', { class: 'pair' }, rates('By architecture', matrix.by_architecture), rates('By device', matrix.by_device, devicePath)),
    el('div', { class: 'pair' }, rates('By family', matrix.by_family, (id) => '/?family=' + encodeURIComponent(id)), el('div', {}, rates('By software', matrix.by_software, (id) => '/?software=' + encodeURIComponent(id)),
      frameworks ? rates('By framework', frameworks) : el('section', {}, el('h2', {}, 'By framework'), el('p', { class: 'small' }, 'Not known: no run tells the framework of its model yet.')))),
    chart(matrix) ?? '', failures(matrix.failures), activity(days), coverage(matrix.coverage));
}

const load = async () => draw(await getPatiently('/api/overview', (why) => content.replaceChildren(el('p', { class: 'loading' }, why))));
let waiting = false;
function soon() {
  if (waiting) return;
  waiting = true;
  setTimeout(async () => {
    waiting = false;
    if (content.querySelector('details[open]') || content.contains(document.activeElement)) return soon();
    draw(await getJson('/api/overview'));
  }, 5000);
}
await load();
// What was given first may be some seconds old.
soon();
follow(undefined, { model: soon, removed: soon, device: soon, reset: load });
