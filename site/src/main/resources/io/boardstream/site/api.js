// The description of the API, for people.
import { el, getPatiently } from './page.js';

const content = document.getElementById('content');
const api = await getPatiently('/api/openapi.json', (why) => (content.textContent = why));
content.replaceChildren(...Object.entries(api.paths).flatMap(([path, { get }]) => [
  el('h2', {}, el('code', {}, 'GET ' + path)),
  el('p', {}, get.summary + (get.description ? ' ' + get.description : '')),
  (get.parameters ?? []).length
    ? el('dl', { class: 'words' }, ...get.parameters.map((one) => el('div', {}, el('dt', {}, el('code', {}, one.name)), el('dd', {}, one.description))))
    : '',
]));
