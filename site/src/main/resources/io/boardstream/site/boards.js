// What is plugged in where, and how it feels, by host.
import { el, getJson, getPatiently, name, shortened } from './page.js';
import { boardTable, every } from './boardlist.js';
import { follow } from './live.js';

const content = document.getElementById('content');
let drawn = '';

function draw(answer) {
  const text = JSON.stringify(answer);
  if (text === drawn) return;
  drawn = text;
  const boards = answer.items;
  document.getElementById('counts').replaceChildren(
    el('span', {}, el('b', {}, String(boards.filter((one) => one.present).length)), ' online'),
    ...Object.entries(answer.boards_by_health).sort().map(([word, count]) => el('span', {}, el('b', {}, String(count)), ' ' + word)),
    boards.some((one) => one.simulated) ? el('span', {}, el('b', {}, String(boards.filter((one) => one.simulated).length)), ' simulated') : '');
  if (boards.length === 0) {
    content.replaceChildren(el('h2', {}, 'No board is known yet'), el('p', {}, 'Boards appear as soon as an agent on their host reports them: ', el('code', {}, 'boardstream agent run'), '.'));
    return;
  }
  const open = new Map([...content.querySelectorAll('details')].map((one) => [one.dataset.host, one.open]));
  const hosts = [...new Set(boards.map((one) => one.host))];
  const focused = document.activeElement?.closest?.('section')?.dataset.host;
  content.replaceChildren(...hosts.map((host) => {
    const here = boards.filter((one) => one.host === host);
    const drivers = [...new Set(here.map((one) => one.driver).filter(Boolean))];
    return el('section', { class: 'host', 'data-host': host },
      el('header', {}, el('h2', {}, name(shortened(host, 120))), el('span', { class: 'small' }, [`${here.filter((one) => one.present).length} of ${here.length} boards online`, ...drivers, `agent ${here[0].agent_version}`].map((one) => shortened(one, 60)).join(' · '))),
      boardTable(here, 'Boards of ' + shortened(host, 100)),
      el('details', { 'data-host': host, open: open.get(host) }, el('summary', {}, 'Firmware, links and sources'), ...here.map((board) => el('p', { class: 'small name' },
        el('b', {}, shortened(board.key, 120)), ' · ', Object.entries(board.firmwares).map(([part, version]) => `${part} ${version}`).concat(
          board.board_id ? `board ${board.board_id}` : [], board.coords ? `at ${board.coords}` : [], board.dram_trained === undefined ? [] : board.dram_trained ? `DRAM trained${board.dram_speed ? ' ' + board.dram_speed : ''}` : 'DRAM not trained',
          board.pcie_generation ? `PCIe ${board.pcie_generation} ×${board.pcie_width ?? '?'}` : [], `told by ${board.sources.join(', ')}`).map((one) => shortened(one, 100)).join(' · ')))));
  }));
  if (focused !== undefined) [...content.querySelectorAll('section')].find((one) => one.dataset.host === focused)?.querySelector('.wrap')?.focus({ preventScroll: true });
}

draw(await getPatiently('/api/boards', (why) => content.replaceChildren(el('p', { class: 'loading' }, why))));
every(2000, async () => draw(await getJson('/api/boards').catch(() => JSON.parse(drawn))));
follow(undefined, {});
