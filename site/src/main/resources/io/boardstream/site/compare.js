// Two models, or two devices, side by side. What is compared stands in the address.
import { devicePath, el, getPatiently, modelPath, name, number, shortened } from './page.js';
import { badge, detail } from './words.js';
import { follow } from './live.js';

const byId = (id) => document.getElementById(id);
const content = byId('content');

/** Key, name, whether lower is better. */
const NUMBERS = [['mean_tps', 'Tokens/s', false], ['mean_ttft_ms', 'First token, ms', true]];
const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const models = new Map();
const devices = new Map();
let choice = fromUrl();
let pending = false;

function fromUrl() {
  const given = new URLSearchParams(location.search);
  return { kind: given.get('kind') === 'devices' ? 'devices' : 'models', a: given.get('a') ?? '', b: given.get('b') ?? '', different: given.get('different') === 'yes' };
}

function use(next, push = true) {
  choice = next;
  const text = new URLSearchParams({ kind: choice.kind, ...(choice.a && { a: choice.a }), ...(choice.b && { b: choice.b }), ...(choice.different && { different: 'yes' }) });
  history[push ? 'pushState' : 'replaceState'](null, '', '?' + text);
  controls();
  draw();
}

const things = () => (choice.kind === 'models' ? models : devices);
const label = (thing) => shortened(thing.display_name, 200);

/** By id, or by the name that people know. */
function find(text) {
  const wanted = text.trim().toLowerCase();
  return things().get(wanted) ?? [...things().values()].find((one) => one.display_name.toLowerCase() === wanted);
}

function controls() {
  for (const radio of document.getElementsByName('kind')) radio.checked = radio.value === choice.kind;
  for (const side of ['a', 'b']) if (document.activeElement !== byId(side)) byId(side).value = find(choice[side])?.display_name ?? choice[side];
  byId('different').checked = choice.different;
}

function suggest(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...things().values()].filter((one) => words.every((word) => (one.display_name + ' ' + one.id).toLowerCase().includes(word)));
  byId('names').replaceChildren(...found.sort((x, y) => order.compare(x.display_name, y.display_name)).slice(0, 50).map((one) => el('option', { value: one.display_name })));
}

/** How much better the second is, where a number says. */
function ratio(a, b, key, lower) {
  const [x, y] = [a?.metrics?.[key], b?.metrics?.[key]];
  if (!(x > 0) || !(y > 0)) return el('td', { class: 'n' }, '–');
  const percent = (y / x - 1) * 100;
  const better = lower ? percent < -0.5 : percent > 0.5;
  const worse = lower ? percent > 0.5 : percent < -0.5;
  return el('td', { class: 'n' + (better ? ' good' : worse ? ' bad' : '') }, `${percent > 0 ? '+' : percent < 0 ? '−' : '±'}${Math.abs(percent).toFixed(1)} %`);
}

const cell = (one, path) => el('td', {}, one ? el('a', { href: path, class: 'plain' }, badge(one.status)) : el('span', { class: 'small' }, '– nothing known'), one && one.metrics?.mean_tps === undefined && detail(one) ? el('span', { class: 'small' }, ' ' + detail(one)) : null);
const value = (one, key) => el('td', { class: 'n' }, one?.metrics?.[key] === undefined ? '–' : number(one.metrics[key]));
const rest = (one) => JSON.stringify([one?.status, one?.tier, one?.accuracy_check, one?.metrics]);

function rows(a, b) {
  const byModel = choice.kind === 'models';
  const keys = byModel ? [...new Set([...Object.keys(a.cells), ...Object.keys(b.cells)])] : [...models.values()].filter((one) => one.cells[a.id] || one.cells[b.id]).map((one) => one.id);
  return keys.map((key) => {
    const other = byModel ? devices.get(key) ?? { id: key, display_name: key } : models.get(key);
    const [x, y] = byModel ? [a.cells[key], b.cells[key]] : [other.cells[a.id], other.cells[b.id]];
    const path = (side) => (byModel ? modelPath(side.id) + '#' + key : modelPath(key) + '#' + side.id);
    return { key, other, x, y, pathA: path(a), pathB: path(b) };
  }).filter((row) => !choice.different || rest(row.x) !== rest(row.y)).sort((p, q) => order.compare(p.other.display_name, q.other.display_name));
}

function draw() {
  const [a, b] = [find(choice.a), find(choice.b)];
  const what = choice.kind === 'models' ? 'model' : 'device';
  if (!a || !b) {
    const missing = [['first', choice.a, a], ['second', choice.b, b]].filter(([, text, found]) => text && !found).map(([side, text]) => el('p', { class: 'bad' }, `There is no ${what} “${shortened(text, 80)}” (${side}).`));
    content.replaceChildren(...missing, el('p', { class: 'small' }, `Choose two ${what}s; the address then leads here again.`));
    return;
  }
  document.title = `${shortened(a.display_name, 40)} and ${shortened(b.display_name, 40)} · Boardstream`;
  const all = rows(a, b);
  const most = 500;
  const numbers = NUMBERS.filter(([key]) => all.some((row) => row.x?.metrics?.[key] !== undefined || row.y?.metrics?.[key] !== undefined));
  const home = choice.kind === 'models' ? modelPath : devicePath;
  const supported = (side) => all.filter((row) => row[side]?.status === 'Supported').length;
  const link = (side) => el('a', { href: home(side.id) }, name(label(side)));
  content.replaceChildren(
    el('p', { class: 'facts' }, el('span', {}, link(a), ' ', el('b', {}, String(supported('x'))), ' supported'), el('span', {}, link(b), ' ', el('b', {}, String(supported('y'))), ' supported'),
      el('span', {}, `both on ${all.filter((row) => row.x?.status === 'Supported' && row.y?.status === 'Supported').length}`)),
    all.length === 0 ? el('p', {}, choice.different ? 'Nothing differs.' : 'Nothing is known of either.') : el('div', { class: 'wrap', tabindex: '0', role: 'region', 'aria-label': 'Side by side' },
      el('table', { class: 'compare' }, el('thead', {},
        el('tr', {}, el('th', { scope: 'col', rowspan: 2 }, choice.kind === 'models' ? 'Device' : 'Model'), el('th', { scope: 'colgroup', colspan: 2 }, 'Status'), ...numbers.map(([, label]) => el('th', { scope: 'colgroup', colspan: 3, class: 'n' }, label))),
        el('tr', {}, ...['', ...numbers.map(() => 'n')].flatMap((kind) => [el('th', { scope: 'col', class: kind }, name(shortened(a.display_name, 24))), el('th', { scope: 'col', class: kind }, name(shortened(b.display_name, 24))), kind ? el('th', { scope: 'col', class: 'n' }, 'Change') : null]))),
      el('tbody', {}, ...all.slice(0, most).map((row) => el('tr', { 'data-id': row.key },
        el('th', { scope: 'row' }, el('a', { href: choice.kind === 'models' ? devicePath(row.key) : modelPath(row.key) }, name(shortened(row.other.display_name, 80)))),
        cell(row.x, row.pathA), cell(row.y, row.pathB),
        ...numbers.flatMap(([key, , lower]) => [value(row.x, key), value(row.y, key), ratio(row.x, row.y, key, lower)])))))),
    el('p', { class: 'small' }, (all.length > most ? `The first ${most} of ${all.length}. ` : '') + 'Numbers are those of each one’s newest configuration, which may differ: follow a status to its evidence.'));
}

function soon() {
  if (pending) return;
  pending = true;
  setTimeout(() => { pending = false; draw(); }, 200);
}

for (const side of ['a', 'b']) {
  byId(side).addEventListener('input', (event) => {
    suggest(event.target.value);
    const found = find(event.target.value);
    if (found) use({ ...choice, [side]: found.id }, false);
  });
  byId(side).addEventListener('focus', (event) => suggest(find(event.target.value) ? '' : event.target.value));
  byId(side).addEventListener('change', (event) => use({ ...choice, [side]: find(event.target.value)?.id ?? event.target.value }));
}
for (const radio of document.getElementsByName('kind')) radio.addEventListener('change', () => use({ kind: radio.value, a: '', b: '', different: choice.different }));
byId('swap').addEventListener('click', () => use({ ...choice, a: choice.b, b: choice.a }));
byId('different').addEventListener('change', (event) => use({ ...choice, different: event.target.checked }));
byId('choice').addEventListener('submit', (event) => event.preventDefault());
addEventListener('popstate', () => { choice = fromUrl(); controls(); draw(); });

async function load() {
  const whole = await getPatiently('/api/matrix', (why) => content.replaceChildren(el('p', { class: 'loading' }, why)));
  models.clear();
  devices.clear();
  for (const device of whole.devices) devices.set(device.id, device);
  for (const model of whole.models) models.set(model.id, model);
  controls();
  suggest('');
  draw();
  return whole.event_id;
}

follow(await load(), {
  model: (model) => { models.set(model.id, model); soon(); },
  removed: ({ id }) => { models.delete(id); soon(); },
  device: (device) => { devices.set(device.id, device); soon(); },
  reset: load,
});
