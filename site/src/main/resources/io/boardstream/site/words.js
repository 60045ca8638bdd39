// The public words: each has a colour, a shape and itself, so that none of them is needed alone.
import { ago, el, number } from './page.js';

export const WORDS = ['Supported', 'Not Supported', 'Coming Soon', 'Deprecated', 'Untested'];

const SHAPES = {
  Supported: ['M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm-1.1 10.2L3.8 8.1l1.1-1.1 2 2 4.2-4.2 1.1 1.1Z', true],
  'Not Supported': ['M2 2h12v12H2Zm3.2 2.1L4.1 5.2 6.9 8l-2.8 2.8 1.1 1.1L8 9.1l2.8 2.8 1.1-1.1L9.1 8l2.8-2.8-1.1-1.1L8 6.9Z', true],
  'Coming Soon': ['M8 1.8A6.2 6.2 0 1 1 8 14.2 6.2 6.2 0 0 1 8 1.8ZM8 4.5V8l2.6 1.6', false],
  Deprecated: ['M8 1.8A6.2 6.2 0 1 1 8 14.2 6.2 6.2 0 0 1 8 1.8ZM4 8h8', false],
  Untested: ['M8 3.2 12.8 8 8 12.8 3.2 8Z', false],
};

export const slug = (status) => status.toLowerCase().replaceAll(' ', '-');

export function shape(status) {
  const [path, filled] = SHAPES[status] ?? SHAPES.Untested;
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', filled ? 'shape filled' : 'shape');
  const line = document.createElementNS(space, 'path');
  line.setAttribute('d', path);
  if (filled) line.setAttribute('fill-rule', 'evenodd');
  svg.append(line);
  return svg;
}

export function badge(status, extra) {
  return el('span', { class: 'status s-' + slug(status) }, shape(status), el('span', { class: 'word' }, status), extra);
}

export function isStale(cell, now = Date.now()) {
  return Boolean(cell.stale_after) && Date.parse(cell.stale_after) <= now;
}

/** The second line of a cell: a number if there is one, else when. */
export function detail(cell) {
  const parts = [];
  const tps = cell.metrics?.mean_tps;
  if (cell.status === 'Coming Soon' && cell.estimated_availability) parts.push(cell.estimated_availability);
  else if (tps !== undefined) parts.push(number(tps) + ' tok/s');
  else if (cell.last_verified && cell.status !== 'Untested') parts.push(ago(cell.last_verified) + (ago(cell.last_verified) === 'now' ? '' : ' ago'));
  if (cell.status !== 'Untested' && isStale(cell)) parts.push('stale');
  return parts.join(' · ');
}
