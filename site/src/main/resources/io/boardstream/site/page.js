// How pages are built: elements from text, never from markup, so that a name is only ever a name.

export function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

/** Text in an element of its own direction: right-to-left names do not turn what stands around them. */
export function name(text, tag = 'bdi') {
  return el(tag, { title: text.length > 40 ? text.slice(0, 300) : undefined }, shortened(text, 300));
}

export function shortened(text, most) {
  return text.length > most ? text.slice(0, most) + '…' : text;
}

/** A link to elsewhere, where the text is the address of a page; else only the text. */
export function outside(address, label) {
  return /^https?:\/\//i.test(address)
    ? el('a', { href: address, rel: 'noreferrer noopener', target: '_blank' }, label)
    : el('span', {}, label);
}

export const modelPath = (id) => '/models/' + encodeURIComponent(id);
export const devicePath = (id) => '/hardware/' + encodeURIComponent(id);

export async function getJson(path) {
  const response = await fetch(path, { headers: { Accept: 'application/json' } });
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  const error = new Error(problem.detail || `The site answered ${response.status}.`);
  error.status = response.status;
  throw error;
}

/** Asks until the site answers; tells why it does not meanwhile. */
export async function getPatiently(path, told) {
  for (let pause = 500; ; pause = Math.min(pause * 2, 5000)) {
    try {
      return await getJson(path);
    } catch (error) {
      if (error.status && error.status < 500) throw error;
      told(error.status ? error.message : 'The site does not answer. Trying again …');
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

const numbers = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
export const number = (value) => numbers.format(value);

export function day(time) {
  return time ? time.slice(0, 10) : '';
}

export function moment(time) {
  return time ? time.slice(0, 16).replace('T', ' ') + ' UTC' : '';
}

/** How long ago, in one short word. */
export function ago(time, now = Date.now()) {
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000);
  for (const [unit, length] of [['y', 31557600], ['d', 86400], ['h', 3600], ['min', 60]]) {
    if (seconds >= length) return Math.floor(seconds / length) + ' ' + unit;
  }
  return 'now';
}

/** A button that copies a text, and says so. */
export function copyButton(label, text) {
  const button = el('button', { type: 'button', class: 'copy' }, label);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Not allowed';
    }
    setTimeout(() => (button.textContent = label), 1500);
  });
  return button;
}
