// Follows /api/events, across lost connections, and says how current the page is.
import { el } from './page.js';

const clock = (time) => new Date(time).toLocaleTimeString('en-GB') + '';

/**
 * @param lastId the event that what is shown is at least as new as; undefined: from now on
 * @param on handlers by name of event; reset: what was missed is not known, read all anew
 */
export function follow(lastId, on) {
  let source;
  let last = lastId;
  let heard = Date.now();
  let offline = null;
  let feed = { state: 'starting' };

  function show() {
    const banner = document.getElementById('banner');
    const live = document.getElementById('live');
    let text = '';
    if (offline) text = `No connection to the site since ${clock(offline)}. What you see was true then; trying again …`;
    else if (feed.state === 'stale') text = `Not live: the site has lost touch with its source. What you see was true at ${clock(feed.as_of)}; it catches up by itself.`;
    banner.textContent = text;
    banner.hidden = !text;
    live.replaceChildren(el('i', {}), text ? 'Not live' : feed.state === 'live' ? 'Live' : 'Starting');
    live.className = 'live ' + (text ? 'off' : feed.state === 'live' ? 'on' : '');
  }

  function open() {
    source = new EventSource('/api/events' + (last ? '?last_event_id=' + encodeURIComponent(last) : ''));
    source.onopen = () => {
      offline = null;
      heard = Date.now();
      show();
    };
    source.onerror = () => {
      offline ??= heard;
      show();
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 2000);
    };
    for (const name of ['model', 'removed', 'device', 'state', 'reset']) {
      source.addEventListener(name, (event) => {
        heard = Date.now();
        if (event.lastEventId) last = event.lastEventId;
        const data = JSON.parse(event.data);
        if (name === 'state') {
          feed = data;
          show();
        }
        on[name]?.(data);
      });
    }
  }

  open();
  setInterval(() => { if (!offline && source.readyState === EventSource.OPEN) heard = Date.now(); }, 1000);
}
