// One device: all models on it.
import { day, el, getJson, getPatiently, modelPath, moment, name, number, shortened } from './page.js';
import { WORDS, badge, isStale, slug } from './words.js';
import { fromUrl, toUrl } from './filter.js';
import { boardTable, every } from './boardlist.js';
import { follow } from './live.js';
import { Rows } from './window.js';

const byId = (id) => document.getElementById(id);
const id = decodeURIComponent(location.pathname.split('/')[2]);
const content = byId('content');
const table = byId('table');
const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const flashes = new Map();
let device;
let all = [];
let view = [];
let filter = fromUrl(location.search);
let pending = false;

function row(index) {
  const { id: model, display_name, family, cell } = view[index];
  const flash = flashes.get(model) > Date.now() - 2500;
  const tps = cell.metrics?.mean_tps;
  const ttft = cell.metrics?.mean_ttft_ms;
  return el('tr', { 'aria-rowindex': index + 2, class: 's-' + slug(cell.status) + (flash ? ' flash' : ''), 'data-id': model },
    el('th', { scope: 'row' }, el('a', { href: modelPath(model) + '#' + id, 'data-key': model, class: 'model' }, name(display_name))),
    el('td', {}, badge(cell.status)),
    el('td', { class: 'n' }, tps === undefined ? '–' : number(tps)),
    el('td', { class: 'n wide' }, ttft === undefined ? '–' : number(ttft)),
    el('td', { class: 'wide' }, cell.tier ? cell.tier.toLowerCase() : '–'),
    el('td', { class: 'wide' }, cell.accuracy_check === undefined ? '–' : cell.accuracy_check ? 'pass' : el('span', { class: 'bad' }, 'fail')),
    el('td', { class: 'wide' }, name(shortened(family, 60))),
    el('td', { class: 'wide' }, cell.estimated_availability ?? (cell.last_verified ? el('span', { title: moment(cell.last_verified) }, `${day(cell.last_verified)}${isStale(cell) ? ' · stale' : ''}`) : '–')));
}

const rows = new Rows({
  scroller: byId('scroller'), body: table.querySelector('.rows'), before: table.querySelector('.before'), after: table.querySelector('.after'),
  height: () => 36, render: row,
});

function lead() {
  const counts = WORDS.map((word) => [word, all.filter((one) => one.cell.status === word).length]).filter(([, count]) => count);
  document.title = `${shortened(device.display_name, 80)} · Boardstream`;
  content.replaceChildren(
    el('p', { class: 'crumb' }, el('a', { href: '/hardware' }, 'Hardware')),
    el('h1', { class: 'name' }, name(shortened(device.display_name, 400), 'bdi')),
    el('p', { class: 'facts' }, device.architecture ? el('span', {}, device.architecture) : null,
      ...counts.map(([word, count]) => badge(word, el('b', {}, String(count))))));
}

/** The boards of this device, in a box that is opened by who wants more than how many. */
let boards = '';
async function showBoards() {
  const { items } = await getJson('/api/boards?device=' + encodeURIComponent(id)).catch(() => ({ items: undefined }));
  const text = JSON.stringify(items);
  if (items === undefined || text === boards) return;
  boards = text;
  const box = byId('boards');
  const open = box.querySelector('details')?.open;
  box.hidden = items.length === 0;
  const sick = items.filter((one) => one.present && one.health !== 'healthy').length;
  const gone = items.filter((one) => !one.present).length;
  box.replaceChildren(el('details', { open }, el('summary', {}, [`${items.length - gone} boards online`, sick ? `${sick} not healthy` : '', gone ? `${gone} vanished` : ''].filter(Boolean).join(', ')), boardTable(items, 'Boards of this device', false)));
}

function refresh() {
  pending = false;
  const words = filter.q.toLowerCase().split(/\s+/).filter(Boolean);
  view = all.filter((one) => (filter.status.length === 0 || filter.status.includes(one.cell.status)) &&
    words.every((word) => [one.display_name, one.id, one.family, ...one.tasks].join('\n').toLowerCase().includes(word)));
  view.sort((a, b) => WORDS.indexOf(a.cell.status) - WORDS.indexOf(b.cell.status) || order.compare(a.display_name, b.display_name));
  lead();
  byId('filters').hidden = byId('scroller').hidden = all.length === 0;
  table.hidden = view.length === 0;
  table.setAttribute('aria-rowcount', view.length + 1);
  byId('count').textContent = view.length === all.length ? `${all.length} models` : `${view.length} of ${all.length} models`;
  byId('empty').hidden = view.length > 0;
  byId('empty').replaceChildren(el('h2', {}, 'No model matches'), el('p', {}, `${all.length} models are known on this device.`),
    el('button', { type: 'button', onclick: () => use(fromUrl('')) }, 'Drop the filters'));
  if (all.length === 0) content.append(el('p', {}, 'Nothing is known yet of models on this device: no run, and no word of an editor.'));
  rows.setCount(view.length);
}

function use(next) {
  filter = next;
  history.replaceState(null, '', toUrl(filter));
  byId('q').value = filter.q;
  byId('pick-status').value = filter.status[0] ?? '';
  refresh();
}

function soon() {
  if (!pending) {
    pending = true;
    setTimeout(refresh, 80);
  }
}

async function load() {
  device = await getPatiently('/api/hardware/' + encodeURIComponent(id), (why) => (content.textContent = why));
  all = device.models;
  refresh();
  return device.event_id;
}

for (const word of WORDS) byId('pick-status').append(el('option', { value: word }, word));
byId('q').value = filter.q;
byId('pick-status').value = filter.status[0] ?? '';
byId('q').addEventListener('input', (event) => use({ ...filter, q: event.target.value }));
byId('pick-status').addEventListener('change', (event) => use({ ...filter, status: event.target.value ? [event.target.value] : [] }));
byId('filters').addEventListener('submit', (event) => event.preventDefault());

try {
  follow(await load(), {
    model: (model) => {
      const before = all.find((one) => one.id === model.id);
      const cell = model.cells[id];
      if (!cell && !before) return;
      all = all.filter((one) => one.id !== model.id);
      if (cell) {
        all.push({ id: model.id, display_name: model.display_name, family: model.family, tasks: model.tasks, cell });
        if (JSON.stringify(before?.cell) !== JSON.stringify(cell)) flashes.set(model.id, Date.now());
      }
      soon();
    },
    removed: (gone) => {
      all = all.filter((one) => one.id !== gone.id);
      soon();
    },
    device: (changed) => {
      if (changed.id !== id) return;
      device = { ...device, ...changed };
      soon();
    },
    reset: load,
  });
} catch (error) {
  content.replaceChildren(el('h1', {}, error.status === 404 ? 'No such device' : 'Not available'), el('p', {}, error.message),
    el('p', {}, el('a', { href: '/hardware' }, 'All hardware')));
}
await showBoards();
every(5000, showBoards);
