// Boards as rows: the same on the page of all boards and on that of a device.
import { ago, devicePath, el, moment, name, number, shortened } from './page.js';

const MARKS = {
  healthy: ['good', 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm-1.1 10.2L3.8 8.1l1.1-1.1 2 2 4.2-4.2 1.1 1.1Z'],
  throttling: ['warn', 'M8 1 15 14H1Zm-.8 4.5v4h1.6v-4Zm0 5.5v1.6h1.6V11Z'],
  'over temperature': ['bad', 'M8 1 15 14H1Zm-.8 4.5v4h1.6v-4Zm0 5.5v1.6h1.6V11Z'],
  'DRAM not trained': ['bad', 'M2 2h12v12H2Zm3.2 2.1L4.1 5.2 6.9 8l-2.8 2.8 1.1 1.1L8 9.1l2.8 2.8 1.1-1.1L9.1 8l2.8-2.8-1.1-1.1L8 6.9Z'],
};

/** The word, with a shape and a colour of its own. */
export function health(board) {
  const [kind, path] = MARKS[board.health] ?? ['soft', 'M3 7h10v2H3Z'];
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'shape filled');
  const line = document.createElementNS(space, 'path');
  line.setAttribute('d', path);
  line.setAttribute('fill-rule', 'evenodd');
  svg.append(line);
  const reasons = board.health === 'throttling' && board.reasons.length ? ': ' + shortened(board.reasons.join(', '), 80) : '';
  return el('span', { class: 'status h-' + kind }, svg, el('span', { class: 'word' }, board.health + reasons));
}

/** A value and what it is kept within; a bar says how close it is. */
function limited(value, limit, unit, tight = true) {
  if (value === undefined) return el('td', { class: 'n' }, '–');
  return el('td', { class: 'n' }, number(value), limit !== undefined ? el('span', { class: 'unit' }, ` / ${number(limit)}`) : null, el('span', { class: 'unit' }, ' ' + unit),
    limit > 0 ? el('meter', { min: '0', max: String(limit), high: tight ? String(limit * 0.9) : undefined, value: String(Math.min(value, limit)), 'aria-label': `${number(value)} of ${number(limit)} ${unit}` }) : null);
}

export function boardTable(boards, label, withDevice = true) {
  return el('div', { class: 'wrap', tabindex: '0', role: 'region', 'aria-label': label }, el('table', { class: 'boards' },
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Board'), el('th', { scope: 'col' }, 'Health'), withDevice ? el('th', { scope: 'col' }, 'Device') : null,
      el('th', { scope: 'col', class: 'n' }, 'Temperature'), el('th', { scope: 'col', class: 'n' }, 'Power'), el('th', { scope: 'col', class: 'n' }, 'Current'), el('th', { scope: 'col', class: 'n' }, 'AI clock'), el('th', { scope: 'col' }, 'Firmware'), el('th', { scope: 'col' }, 'Seen'))),
    el('tbody', {}, ...boards.map((board) => {
      const t = (board.present && board.telemetry) || {};
      // Among the boards of one host its name is said once, above them.
      const where = withDevice && board.key.startsWith(board.host + '/') ? board.key.slice(board.host.length + 1) : board.key;
      const type = [board.board_type, board.side].filter(Boolean).join(' ');
      return el('tr', { class: board.present ? '' : 'gone', 'data-id': board.key },
        el('th', { scope: 'row' }, name(shortened(where, 60)), board.simulated ? el('span', { class: 'tag' }, 'simulated') : null, board.remote ? el('span', { class: 'tag' }, 'remote') : null),
        el('td', {}, health(board)),
        withDevice ? el('td', {}, board.device_id ? el('a', { href: devicePath(board.device_id) }, name(shortened(type || board.device_id, 40))) : name(shortened(type || 'unknown', 40)), board.architecture ? el('span', { class: 'unit' }, ' ' + shortened(board.architecture, 30)) : null) : null,
        limited(t.asic_temperature_c, t.temperature_limit_c, '°C'), limited(t.power_w, t.power_limit_w, 'W'), limited(t.current_a, t.current_limit_a, 'A'), limited(t.aiclk_mhz, t.aiclk_limit_mhz, 'MHz', false),
        el('td', {}, shortened(board.firmwares.fw_bundle_version ?? Object.values(board.firmwares)[0] ?? '–', 40)),
        el('td', {}, board.present ? (t.sampled_at ? el('span', { title: moment(t.sampled_at) }, ago(t.sampled_at)) : '–') : el('span', { title: moment(board.since) }, `gone ${ago(board.since)}`)));
    }))));
}

/** Asks again and again, while somebody looks. */
export function every(milliseconds, ask) {
  setInterval(() => { if (!document.hidden) ask(); }, milliseconds);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) ask(); });
}
