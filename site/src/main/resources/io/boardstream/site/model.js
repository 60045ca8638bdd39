// One model: on each device what is known, by which evidence.
import { ago, copyButton, day, devicePath, el, getPatiently, modelPath, moment, name, number, outside, shortened } from './page.js';
import { badge, isStale } from './words.js';
import { history } from './history.js';
import { follow } from './live.js';

const id = decodeURIComponent(location.pathname.split('/')[2]);
const content = document.getElementById('content');
let shown = new Map();

const sizes = (c) => [['ISL', c.isl], ['OSL', c.osl], ['batch', c.batch_size]].filter(([, value]) => value !== null).map(([label, value]) => `${label} ${value}`);
const conditions = (c) => [...sizes(c), c.precision, c.mode === 'TRAINING' ? 'training' : null].filter(Boolean).join(' · ');

const sizesOf = (configuration) => conditions(configuration) && el('span', { class: 'small' }, conditions(configuration));

/** The run behind a claim: its time as the link, the rest beside it. */
function run(evidence) {
  if (!evidence) return null;
  const when = evidence.ended_at ?? evidence.pipeline_ended_at;
  const label = when ? day(when) : 'run ' + shortened(evidence.run_id, 40);
  return evidence.link ? outside(evidence.link, label) : el('span', {}, label);
}

function provenance(evidence) {
  if (!evidence) return null;
  const parts = [
    ['run', evidence.run_id], ['source', evidence.source], ['pipeline', evidence.github_pipeline_id], ['job', evidence.github_job_id],
    ['commit', [evidence.git_repo_name, evidence.git_commit_hash?.slice(0, 12)].filter(Boolean).join('@')], ['from', evidence.origin],
  ].filter(([, value]) => value);
  const text = parts.map(([label, value]) => `${label} ${shortened(value, 120)}`).join(' · ');
  return el('div', { class: 'small' }, ...(when(evidence) ? [moment(when(evidence)) + ' · '] : []), text, evidence.link ? ' · ' : '', evidence.link ? outside(evidence.link, 'open the run') : null);
}

const when = (evidence) => evidence?.ended_at ?? evidence?.pipeline_ended_at;

function facet(label, ...values) {
  return el('div', {}, el('dt', {}, label), ...values.filter(Boolean).map((value) => el('dd', {}, value)));
}

function outcome(word, good) {
  return el('span', { class: good ? 'good' : 'bad' }, word);
}

function facets(cell) {
  const list = [];
  if (cell.runs) {
    const ran = cell.runs.outcome === 'RAN';
    list.push(facet('Runs', outcome(ran ? 'ran' : 'failed', ran), cell.runs.failure ? el('span', { class: 'bad' }, shortened(cell.runs.failure, 2000)) : null,
      when(cell.runs.since) ? el('span', {}, 'so since ', run(cell.runs.since)) : null, provenance(cell.runs.evidence)));
  } else {
    list.push(facet('Runs', 'no conclusive run', cell.latest_attempt_outcome === 'INCONCLUSIVE' ? provenance(cell.latest_attempt) : null));
  }
  if (cell.accuracy) {
    const pass = cell.accuracy.outcome === 'PASS';
    list.push(facet('Accuracy', outcome(pass ? 'pass' : 'fail', pass), sizesOf(cell.accuracy.configuration), provenance(cell.accuracy.evidence)));
  } else list.push(facet('Accuracy', 'never checked'));
  if (cell.tier) {
    list.push(facet('Tier', el('span', {}, cell.tier.tier ? cell.tier.tier.toLowerCase() : 'none reached'), sizesOf(cell.tier.configuration), provenance(cell.tier.evidence)));
  } else list.push(facet('Tier', 'never checked'));
  list.push(cell.last_verified
    ? facet('Verified', el('span', {}, `${moment(cell.last_verified)} (${ago(cell.last_verified)}${ago(cell.last_verified) === 'now' ? '' : ' ago'})`), cell.stale_after ? el('span', { class: 'small' }, `${isStale(cell) ? 'stale since' : 'stale from'} ${day(cell.stale_after)}`) : null)
    : facet('Verified', 'never'));
  return el('dl', { class: 'facets' }, ...list);
}

function tableOf(label, head, rows) {
  return el('div', { class: 'wrap', tabindex: '0', role: 'region', 'aria-label': label },
    el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows)));
}

/** One table per step: configurations down, metrics across. */
function performance(cell) {
  const steps = Map.groupBy ? Map.groupBy(cell.performance, (one) => one.step) : grouped(cell.performance);
  const tables = [];
  for (const [step, facets] of steps) {
    const metrics = new Map();
    for (const one of facets) for (const measured of one.measurements) metrics.set(measured.metric, measured);
    const label = `Measured by step ${step || 'without a name'} on ${cell.device_display_name}`;
    tables.push(el('h3', {}, 'Measured', step ? ` · ${shortened(step, 80)}` : ''), tableOf(shortened(label, 200),
      [el('th', { scope: 'col' }, 'Configuration'), ...[...metrics.values()].map((m) => el('th', { scope: 'col', class: 'n' }, shortened(m.metric, 60), m.unit ? el('span', { class: 'unit' }, ' ' + m.unit) : null)), el('th', { scope: 'col' }, 'Run')],
      facets.map((one) => el('tr', {}, el('th', { scope: 'row' }, conditions(one.configuration) || 'no sizes given'),
        ...[...metrics.keys()].map((metric) => {
          const measured = one.measurements.find((m) => m.metric === metric);
          return el('td', { class: 'n' }, measured === undefined || measured.value === null ? '–' : number(measured.value));
        }), el('td', {}, run(one.evidence))))));
  }
  if (cell.performance_truncated) tables.push(el('p', { class: 'small' }, 'There are more configurations than are listed.'));
  return tables;
}

function grouped(facets) {
  const steps = new Map();
  for (const one of facets) steps.set(one.step, [...(steps.get(one.step) ?? []), one]);
  return steps;
}

function targets(cell) {
  if (!cell.tier || (cell.tier.targets.length === 0 && cell.tier.checks.length === 0)) return [];
  const goals = cell.tier.targets.filter((one) => !one.metric.endsWith('_ratio'));
  const tiers = ['FUNCTIONAL', 'COMPLETE', 'TARGET'].filter((tier) => cell.tier.checks.some((one) => one.tier === tier) || goals.some((one) => one.tier === tier));
  const names = [...new Set([...goals.map((one) => one.metric), ...cell.tier.checks.map((one) => one.name.replace(/_check$/, ''))])];
  return [el('h3', {}, 'Targets and checks'), tableOf('Targets on ' + shortened(cell.device_display_name, 100),
    [el('th', { scope: 'col' }, 'Metric'), ...tiers.map((tier) => el('th', { scope: 'col', class: 'n' }, tier.toLowerCase()))],
    names.map((metric) => el('tr', {}, el('th', { scope: 'row' }, shortened(metric, 60)), ...tiers.map((tier) => {
      const goal = goals.find((one) => one.tier === tier && one.metric === metric);
      const check = cell.tier.checks.find((one) => one.tier === tier && one.name.replace(/_check$/, '') === metric);
      const word = check && check.outcome !== 'NA' ? outcome(check.outcome.toLowerCase(), check.outcome === 'PASS') : null;
      return el('td', { class: 'n' }, goal?.value != null ? number(goal.value) : '–', word ? ' ' : '', word);
    }))))];
}

/** What a chart can show: every number of every configuration, the headline first. */
function choices(cell) {
  const all = cell.performance.flatMap((one) => one.measurements.map((measured) => ({
    label: [measured.metric, conditions(one.configuration), one.step].filter(Boolean).join(' · '),
    headline: ['mean_tps', 'tput_user', 'throughput', 'mean_ttft_ms', 'ttft'].indexOf(measured.metric),
    query: {
      model: id, device: cell.device_id, metric: measured.metric, step: one.step ?? '',
      isl: one.configuration.isl ?? 'none', osl: one.configuration.osl ?? 'none', batch: one.configuration.batch_size ?? 'none',
    },
  })));
  const rank = (one) => (one.headline < 0 ? 99 : one.headline);
  return all.map((one, i) => [one, i]).sort(([a, i], [b, j]) => rank(a) - rank(b) || i - j).map(([one]) => one).slice(0, 500);
}

/** The chosen number of each device, kept when the page is drawn anew. */
const chosen = new Map();
const whenSeen = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) {
    whenSeen.unobserve(entry.target);
    entry.target.dispatchEvent(new Event('seen'));
  }
}, { rootMargin: '200px' });

function past(cell) {
  const all = choices(cell);
  if (all.length === 0) return [];
  const label = (one) => `${one.label} on ${cell.device_display_name}`;
  const box = el('div', { class: 'history' });
  const pick = el('select', { 'aria-label': `Number whose history is shown, on ${shortened(cell.device_display_name, 100)}` }, ...all.map((one, i) => el('option', { value: i }, shortened(one.label, 120))));
  const was = all.findIndex((one) => one.label === chosen.get(cell.device_id));
  pick.value = String(Math.max(0, was));
  const show = () => history(box, all[pick.value].query, label(all[pick.value]));
  pick.addEventListener('change', () => { chosen.set(cell.device_id, all[pick.value].label); show(); });
  box.addEventListener('seen', show);
  whenSeen.observe(box);
  return [el('div', { class: 'pasthead' }, el('h3', {}, 'History'), pick), box];
}

function notes(list) {
  return list.length ? el('div', { class: 'notes' }, ...list.map((note) => el('p', {}, shortened(note, 5000)))) : null;
}

function section(cell, flash) {
  const address = () => new URL(modelPath(id) + '#' + cell.device_id, location.href).href;
  return el('section', { class: 'ondevice' + (flash ? ' flash' : '') + (location.hash.slice(1) === cell.device_id ? ' target' : ''), id: cell.device_id },
    el('header', {}, el('h2', {}, name(shortened(cell.device_display_name, 200))), badge(cell.status),
      cell.editorial?.estimated_availability ? el('span', {}, 'expected ' + shortened(cell.editorial.estimated_availability, 100)) : null,
      el('a', { href: devicePath(cell.device_id), class: 'small' }, 'all on this device'), copyButton('Copy link', address)),
    cell.editorial ? notes([...cell.editorial.notes]) : null,
    cell.editorial?.status ? el('p', { class: 'small' }, `${cell.editorial.status} is the word of an editor: ${shortened(cell.editorial.source + ', ' + cell.editorial.origin, 200)}`) : null,
    facets(cell), ...targets(cell), ...performance(cell), ...past(cell),
    ...(cell.reproduce ? [el('h3', {}, 'How to reproduce'), el('pre', { tabindex: '0' }, shortened(cell.reproduce, 4000)), copyButton('Copy', () => cell.reproduce)] : []));
}

function draw(model) {
  const before = shown;
  shown = new Map(model.cells.map((cell) => [cell.device_id, JSON.stringify(cell)]));
  const fresh = (cell) => before.size > 0 && before.get(cell.device_id) !== shown.get(cell.device_id);
  document.title = `${shortened(model.display_name, 80)} · Boardstream`;
  const links = Object.entries(model.links);
  const known = [model.family, ...model.tasks].filter(Boolean).join(' · ');
  content.replaceChildren(
    el('p', { class: 'crumb' }, el('a', { href: '/' }, 'Matrix')),
    el('h1', { class: 'name' }, name(shortened(model.display_name, 1000), 'bdi')),
    el('p', { class: 'facts' }, el('span', {}, name(shortened(known, 200), 'span')),
      model.parameters ? el('span', {}, 'parameters ', el('b', {}, model.parameters)) : null,
      el('span', {}, 'precision ', el('b', {}, model.precision)),
      model.context_window ? el('span', {}, 'context ', el('b', {}, model.context_window.toLocaleString('en'))) : null,
      ...links.map(([kind, address]) => el('span', {}, outside(address, kind === 'huggingface' ? 'Hugging Face' : kind === 'github' ? 'GitHub' : shortened(kind, 40)))),
      el('span', {}, el('a', { href: '/api/models/' + encodeURIComponent(id) }, 'JSON'))),
    model.description ? el('p', { class: 'name' }, shortened(model.description, 2000)) : '',
    notes(model.editorial_notes) ?? '',
    model.mapped ? '' : el('p', { class: 'small' }, 'The catalogue does not list this model; its name is shown as reported.'),
    model.cells.length === 0 ? el('p', {}, 'Nothing is known yet of this model on any device.') : el('ul', { class: 'jump', 'aria-label': 'On each device' }, ...model.cells.map((cell) =>
      el('li', {}, el('a', { href: '#' + cell.device_id }, el('span', { class: 'device' }, name(shortened(cell.device_display_name, 80))), badge(cell.status))))),
    ...model.cells.map((cell) => section(cell, fresh(cell))));
}

function failed(error) {
  content.replaceChildren(el('h1', {}, error.status === 404 ? 'No such model' : 'Not available'), el('p', {}, error.message), el('p', {}, el('a', { href: '/' }, 'The whole matrix')));
}

async function load() {
  try {
    draw(await getPatiently('/api/models/' + encodeURIComponent(id), (why) => (content.textContent = why)));
  } catch (error) {
    failed(error);
  }
}

await load();
document.getElementById(location.hash.slice(1))?.scrollIntoView();
follow(undefined, {
  model: (model) => model.id === id && load(),
  removed: (gone) => gone.id === id && failed(Object.assign(new Error('It is gone: no run and no editor names it any more.'), { status: 404 })),
  state: () => {},
  reset: load,
});
