// One run, or all records of one name: what it measured, and where it comes from.
import { copyButton, devicePath, el, getPatiently, modelPath, moment, name, number, outside, shortened } from './page.js';
import { follow } from './live.js';

const id = decodeURIComponent(location.pathname.split('/')[2]);
const content = document.getElementById('content');

const fact = (label, value) => (value === undefined || value === null || value === '' ? null : el('div', {}, el('dt', {}, label), el('dd', {}, value)));

function items(title, list, head, row) {
  return list.length === 0 ? [] : [el('h3', {}, title), el('div', { class: 'wrap', tabindex: '0', role: 'region', 'aria-label': title },
    el('table', {}, el('thead', {}, el('tr', {}, ...head.map(([label, kind]) => el('th', { scope: 'col', class: kind }, label)))), el('tbody', {}, ...list.map(row))))];
}

const value = (one) => el('td', { class: 'n' }, one.value === undefined ? '–' : number(one.value), one.unit ? el('span', { class: 'unit' }, ' ' + one.unit) : null);

function one(run) {
  const c = run.configuration;
  const evidence = run.evidence;
  const good = { RAN: 'good', FAILED: 'bad' }[run.outcome];
  return el('section', { class: 'ondevice' },
    el('header', {}, el('h2', {}, el('a', { href: modelPath(run.model_id) }, name(shortened(run.ml_model_name, 200))), ' on ', run.device_id ? el('a', { href: devicePath(run.device_id) }, name(shortened(run.device_name ?? run.device_id, 100))) : 'no device'),
      el('span', { class: good ?? 'small' }, run.outcome.toLowerCase())),
    run.failure ? el('pre', { tabindex: '0', class: 'bad' }, shortened(run.failure, 4000)) : null,
    el('dl', { class: 'facets' },
      fact('Configuration', [['ISL', c.isl], ['OSL', c.osl], ['batch', c.batch_size]].filter(([, size]) => size !== null).map(([label, size]) => `${label} ${size}`).concat(run.precision, c.mode === 'TRAINING' ? 'training' : []).join(' · ')),
      fact('Ended', evidence.ended_at ? moment(evidence.ended_at) : undefined),
      fact('Pipeline ended', evidence.pipeline_ended_at ? moment(evidence.pipeline_ended_at) : undefined),
      fact('Run', evidence.link ? outside(evidence.link, shortened(evidence.run_id, 80)) : shortened(evidence.run_id, 80)),
      fact('Source', evidence.source), fact('Pipeline', evidence.github_pipeline_id), fact('Job', evidence.github_job_id),
      fact('Commit', [evidence.git_repo_name, evidence.git_commit_hash].filter(Boolean).join('@')), fact('Branch', evidence.git_branch_name), fact('From', evidence.origin && shortened(evidence.origin, 500))),
    ...items('Measured', run.measurements, [['Step'], ['Metric'], ['Value', 'n']], (it) => el('tr', {}, el('td', {}, shortened(it.step ?? '', 80)), el('th', { scope: 'row' }, shortened(it.name, 80)), value(it))),
    ...items('Targets', run.targets, [['Tier'], ['Metric'], ['Goal', 'n']], (it) => el('tr', {}, el('td', {}, (it.tier ?? '').toLowerCase()), el('th', { scope: 'row' }, shortened(it.name, 80)), value(it))),
    ...items('Checks', run.checks, [['Tier'], ['Check'], ['Outcome']], (it) => el('tr', {}, el('td', {}, (it.tier ?? '–').toLowerCase()), el('th', { scope: 'row' }, shortened(it.name, 80)), el('td', { class: { PASS: 'good', FAIL: 'bad' }[it.outcome] }, it.outcome.toLowerCase()))),
    run.truncated ? el('p', { class: 'small' }, 'It reported more rows than are kept.') : null,
    ...(run.reproduce ? [el('h3', {}, 'How to reproduce'), el('pre', { tabindex: '0' }, shortened(run.reproduce, 4000)), copyButton('Copy', () => run.reproduce)] : []));
}

async function load() {
  try {
    const { runs, truncated } = await getPatiently('/api/runs/' + encodeURIComponent(id), (why) => content.replaceChildren(el('p', { class: 'loading' }, why)));
    const title = 'Run ' + shortened(runs[0].evidence.run_id, 120);
    document.title = `${shortened(title, 80)} · Boardstream`;
    content.replaceChildren(el('p', { class: 'crumb' }, el('a', { href: modelPath(runs[0].model_id) + (runs[0].device_id ? '#' + runs[0].device_id : '') }, name(shortened(runs[0].ml_model_name, 100)))),
      el('h1', { class: 'name' }, name(title, 'bdi')),
      el('p', { class: 'facts' }, el('span', {}, el('a', { href: '/api/runs/' + encodeURIComponent(id) }, 'JSON')), runs.length > 1 ? el('span', {}, `${truncated ? 'more than ' : ''}${runs.length} records have this name`) : null),
      ...runs.map(one));
  } catch (error) {
    content.replaceChildren(el('h1', {}, error.status === 404 ? 'No such run' : 'Not available'), el('p', {}, error.message), el('p', {}, el('a', { href: '/' }, 'The whole matrix')));
  }
}

await load();
follow(undefined, { reset: load });
