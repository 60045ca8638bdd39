// The matrix: models × hardware as a table, or as cards where there is no room for one.
import { devicePath, el, getPatiently, modelPath, name, shortened } from './page.js';
import { WORDS, badge, detail, slug } from './words.js';
import { FILTERS, fromUrl, isActive, matcher, toUrl, withoutEach } from './filter.js';
import { follow } from './live.js';
import { Rows } from './window.js';
import * as files from './export.js';

const byId = (id) => document.getElementById(id);
const scroller = byId('scroller');
const table = byId('table');
const cards = byId('cards');
const narrow = matchMedia('(max-width: 720px)');
const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const FLASH_MS = 2500;
const models = new Map();
const devices = new Map();
const flashes = new Map();
let filter = fromUrl(location.search);
let sorted = [];
let view = [];
let columns = [];
let pending = false;
let drawnHead = '';

// ---- rows

function cellLink(model, device, cell, text) {
  const key = model.id + '/' + device.id;
  const flash = flashes.get(key) > Date.now() - FLASH_MS;
  const more = detail(cell);
  return el('a', {
    href: modelPath(model.id) + '#' + device.id, 'data-key': key,
    class: 'cell s-' + slug(cell.status) + (flash ? ' flash' : ''),
    title: `${shortened(model.display_name, 100)} on ${shortened(device.display_name, 100)}: ${cell.status}${more ? ', ' + more : ''}`,
  }, text, badge(cell.status), more ? el('span', { class: 'detail' }, more) : null);
}

function meta(model) {
  return el('span', { class: 'meta' }, name(shortened([model.family, model.tasks[0]].filter(Boolean).join(' · '), 80), 'span'));
}

function tableRow(index) {
  const model = view[index];
  const row = el('tr', { 'aria-rowindex': index + 2, 'data-id': model.id },
    el('th', { scope: 'row' }, el('a', { href: modelPath(model.id), 'data-key': model.id, class: 'model' }, name(model.display_name)), meta(model)));
  for (const device of columns) {
    const cell = model.cells[device.id];
    row.append(cell ? el('td', {}, cellLink(model, device, cell)) : el('td', { class: 'none' }, el('span', { title: 'Nothing is known' }, '–')));
  }
  return row;
}

const shownCells = (model) => columns.filter((device) => model.cells[device.id]);

function card(index) {
  const model = view[index];
  return el('article', { class: 'card', 'data-id': model.id },
    el('h2', {}, el('a', { href: modelPath(model.id), 'data-key': model.id }, name(model.display_name))), meta(model),
    el('ul', {}, ...shownCells(model).map((device) =>
      el('li', {}, cellLink(model, device, model.cells[device.id], el('span', { class: 'device' }, name(device.display_name)))))));
}

const cardHeight = (index) => 82 + 46 * Math.max(1, shownCells(view[index]).length);

const asTable = new Rows({
  scroller, body: table.querySelector('.rows'), before: table.querySelector('.before'), after: table.querySelector('.after'),
  height: () => 46, render: tableRow,
});
const asCards = new Rows({ scroller, body: cards, height: cardHeight, render: card });

function head() {
  const signature = columns.map((device) => device.id + device.display_name).join();
  if (signature === drawnHead) return;
  drawnHead = signature;
  table.tHead.replaceChildren(el('tr', { 'aria-rowindex': 1 }, el('th', { scope: 'col', class: 'corner' }, 'Model'),
    ...columns.map((device) => el('th', { scope: 'col' }, el('a', { href: devicePath(device.id) }, name(device.display_name))))));
}

// ---- what is shown

/** Columns; counted anew only when a model or a device has changed, not with every letter typed. */
let used;
function usedDevices() {
  if (used) return used;
  const ids = new Set();
  for (const model of sorted) for (const id of Object.keys(model.cells)) ids.add(id);
  used = [...devices.values()].filter((device) => ids.has(device.id))
    .sort((a, b) => order.compare(a.architecture ?? '~', b.architecture ?? '~') || order.compare(a.display_name, b.display_name));
  return used;
}

function refresh() {
  pending = false;
  if (!used) picks();
  const wanted = filter.hardware.map((one) => one.toLowerCase());
  columns = wanted.length === 0 ? used : used.filter((device) => wanted.includes(device.id) || wanted.includes(device.display_name.toLowerCase()));
  view = sorted.filter(matcher(filter, devices));
  const cardsNow = narrow.matches;
  table.hidden = cardsNow || view.length === 0;
  cards.hidden = !cardsNow || view.length === 0;
  byId('loading').hidden = true;
  table.setAttribute('aria-rowcount', view.length + 1);
  head();
  (cardsNow ? asCards : asTable).setCount(view.length);
  (cardsNow ? asTable : asCards).setCount(0);
  byId('count').textContent = view.length === sorted.length ? `${sorted.length} models` : `${view.length} of ${sorted.length} models`;
  empty();
}

function soon() {
  if (pending) return;
  pending = true;
  setTimeout(() => requestAnimationFrame(refresh), 80);
}

function empty() {
  const box = byId('empty');
  box.hidden = view.length > 0;
  if (view.length > 0) return;
  if (sorted.length === 0) {
    box.replaceChildren(el('h2', {}, 'No model is known yet'), el('p', {}, 'The matrix has no run of any model. As soon as one is reported it appears here by itself.'));
    return;
  }
  const ways = withoutEach(filter).map((one) => ({ ...one, left: sorted.filter(matcher(one.rest, devices)).length })).sort((a, b) => b.left - a.left);
  box.replaceChildren(el('h2', {}, 'No model matches'),
    el('p', {}, ways.some((way) => way.left > 0)
      ? `All ${sorted.length} models are known; together these filters leave none. Drop one:`
      : `None of the ${sorted.length} models matches, whichever single filter is dropped.`),
    el('p', { class: 'ways' },
      ...ways.filter((way) => way.left > 0).map((way) => el('button', { type: 'button', onclick: () => use(way.rest) }, `Drop ${shortened(way.label, 60)} → ${way.left}`)),
      el('button', { type: 'button', onclick: () => use(fromUrl('')) }, 'Drop all filters')));
}

// ---- filters

function use(next, typing = false) {
  filter = next;
  history[typing ? 'replaceState' : 'pushState'](null, '', toUrl(filter));
  controls();
  scroller.scrollTop = 0;
  refresh();
}

function controls() {
  if (byId('q').value.trim() !== filter.q.trim()) byId('q').value = filter.q;
  const chips = byId('chips');
  const used = withoutEach(filter).filter((one) => one.key);
  chips.replaceChildren(...used.map((one) =>
    el('button', { type: 'button', class: 'chip', 'aria-label': `Remove filter ${one.label}`, onclick: () => use(one.rest) }, shortened(one.label, 60), el('span', { 'aria-hidden': 'true' }, ' ×'))),
    used.length > 1 ? el('button', { type: 'button', class: 'chip plain', onclick: () => use({ ...fromUrl(''), q: filter.q }) }, 'Clear filters') : null ?? '');
  chips.hidden = used.length === 0;
}

function picks() {
  const options = {
    task: [...new Set(sorted.flatMap((model) => model.tasks))].sort(order.compare),
    family: [...new Set(sorted.map((model) => model.family))].sort(order.compare),
    hardware: usedDevices().map((device) => device.id),
    software: [...new Set(sorted.flatMap((model) => Object.values(model.cells).map((cell) => cell.software ?? '')))].filter(Boolean).sort(order.compare),
    status: WORDS,
  };
  for (const key of FILTERS) {
    const pick = byId('pick-' + key);
    const values = options[key].slice(0, 2000);
    if (pick.options.length === values.length + 1) continue;
    while (pick.options.length > 1) pick.remove(1);
    for (const value of values) pick.append(el('option', { value }, shortened(key === 'hardware' ? devices.get(value).display_name : value, 80)));
  }
}

for (const key of FILTERS) {
  byId('pick-' + key).addEventListener('change', (event) => {
    const value = event.target.value;
    event.target.value = '';
    if (value && !filter[key].includes(value)) use({ ...filter, [key]: [...filter[key], value] });
  });
}
byId('q').addEventListener('input', (event) => use({ ...filter, q: event.target.value }, true));
byId('filters').addEventListener('submit', (event) => event.preventDefault());
addEventListener('popstate', () => {
  filter = fromUrl(location.search);
  controls();
  refresh();
});
narrow.addEventListener('change', refresh);
byId('more').open = !narrow.matches;
narrow.addEventListener('change', () => (byId('more').open = !narrow.matches));

byId('xlsx').addEventListener('click', () => {
  const link = el('a', { href: '/api/export.xlsx' + (toUrl(filter).startsWith('?') ? toUrl(filter) : ''), download: 'matrix.xlsx' });
  link.click();
});
const exported = () => files.lines(view, columns);
byId('csv').addEventListener('click', () => files.save('matrix.csv', 'text/csv', files.csv(exported())));
byId('json').addEventListener('click', () => files.save('matrix.json', 'application/json', JSON.stringify(exported(), null, 2)));

// ---- keys: the arrows walk from cell to cell, also to those that are not drawn yet

scroller.addEventListener('keydown', (event) => {
  if (event.key === '/') return;
  const link = event.target.closest('[data-key]');
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  if (!link || !step || narrow.matches) return;
  event.preventDefault();
  const [id, device] = link.dataset.key.split('/');
  let row = view.findIndex((model) => model.id === id) + step[0];
  let column = columns.findIndex((one) => one.id === device) + step[1];
  while (column >= 0 && column < columns.length && view[row] && !view[row].cells[columns[column].id] && step[1]) column += step[1];
  if (!view[row] || column < -1 || column >= columns.length) return;
  asTable.reveal(row, table.tHead.offsetHeight);
  const there = columns[column] && view[row].cells[columns[column].id] ? view[row].id + '/' + columns[column].id : view[row].id;
  asTable.focus(there);
  document.activeElement.scrollIntoView({ block: 'nearest', inline: 'nearest' });
});
addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target.matches('input, select, textarea') || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  byId('q').focus();
});

// ---- what comes in

function resort() {
  used = undefined;
  sorted = [...models.values()].sort((a, b) => order.compare(a.display_name, b.display_name) || (a.id < b.id ? -1 : 1));
}

function changed(model) {
  const before = models.get(model.id);
  models.set(model.id, model);
  const now = Date.now();
  for (const [id, cell] of Object.entries(model.cells)) {
    const old = before?.cells[id];
    if (!old || JSON.stringify(old) !== JSON.stringify(cell)) flashes.set(model.id + '/' + id, now);
    if (!devices.has(id)) devices.set(id, { id, display_name: id });
  }
  used = undefined;
  if (before && before.display_name === model.display_name) sorted[sorted.indexOf(before)] = model;
  else resort();
  soon();
}

async function load() {
  const whole = await getPatiently('/api/matrix', (why) => (byId('loading').textContent = why));
  models.clear();
  devices.clear();
  for (const device of whole.devices) devices.set(device.id, device);
  for (const model of whole.models) models.set(model.id, model);
  resort();
  picks();
  controls();
  refresh();
  return whole.event_id;
}

controls();
try {
  follow(await load(), {
    model: changed,
    removed: ({ id }) => {
      models.delete(id);
      resort();
      soon();
    },
    device: (device) => {
      devices.set(device.id, device);
      used = undefined;
      soon();
    },
    reset: load,
  });
} catch (error) {
  byId('loading').textContent = error.message;
}

setInterval(() => {
  const old = Date.now() - FLASH_MS;
  for (const [key, at] of flashes) if (at < old) flashes.delete(key);
}, FLASH_MS);
addEventListener('beforeprint', () => {
  scroller.style.height = Math.min(view.length, 1000) * 50 + 'px';
  asTable.draw(true);
});
addEventListener('afterprint', () => {
  scroller.style.height = '';
  asTable.draw(true);
});
