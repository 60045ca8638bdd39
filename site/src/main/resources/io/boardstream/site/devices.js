// The devices, and how much runs on each.
import { devicePath, el, getJson, getPatiently, name } from './page.js';
import { WORDS, badge } from './words.js';
import { follow } from './live.js';

const content = document.getElementById('content');

function draw(items, boards) {
  const online = (id) => boards.filter((one) => one.device_id === id && one.present);
  const sick = (id) => online(id).filter((one) => one.health !== 'healthy').length;
  if (items.length === 0) {
    content.replaceChildren(el('p', {}, 'No device is known yet: neither the catalogue nor a run names one.'));
    return;
  }
  const used = items.filter((one) => one.models > 0);
  const rest = items.filter((one) => one.models === 0);
  const words = WORDS.filter((word) => word === 'Supported' || items.some((one) => one.cells_by_status[word] > 0));
  content.replaceChildren(
    el('div', { class: 'wrap', tabindex: '0', role: 'region', 'aria-label': 'Devices with models' }, el('table', {},
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Device'), el('th', { scope: 'col' }, 'Architecture'), ...words.map((word) => el('th', { scope: 'col', class: 'n' }, badge(word))), el('th', { scope: 'col', class: 'n' }, 'Models'), el('th', { scope: 'col' }, 'Boards online'))),
      el('tbody', {}, ...used.map((one) => el('tr', {},
        el('th', { scope: 'row' }, el('a', { href: devicePath(one.id) }, name(one.display_name))),
        el('td', {}, one.architecture ?? ''),
        ...words.map((word) => el('td', { class: 'n' }, one.cells_by_status[word] || '–')),
        el('td', { class: 'n' }, one.models),
        el('td', {}, online(one.id).length === 0 ? '–' : el('a', { href: '/boards' }, String(online(one.id).length)), sick(one.id) ? el('span', { class: 'bad' }, ` ${sick(one.id)} not healthy`) : null)))))),
    rest.length ? el('p', { class: 'small' }, 'Nothing is known yet of models on: ', ...rest.flatMap((one, i) => [i ? ', ' : '', el('a', { href: devicePath(one.id) }, name(one.display_name))])) : '');
}

async function load() {
  const { items } = await getPatiently('/api/hardware', (why) => (content.textContent = why));
  draw(items, (await getJson('/api/boards').catch(() => ({ items: [] }))).items);
}
let waiting = false;
function soon() {
  if (waiting) return;
  waiting = true;
  setTimeout(() => { waiting = false; load(); }, 1000);
}
await load();
// What was given first may be half a second old.
soon();
follow(undefined, { model: soon, removed: soon, device: soon, reset: load });
