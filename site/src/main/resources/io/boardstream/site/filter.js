// Which models a view shows. The same rules as of /api/models, see ModelQuery.

export const FILTERS = ['task', 'family', 'hardware', 'software', 'status'];

export function fromUrl(search) {
  const parameters = new URLSearchParams(search);
  const filter = { q: parameters.get('q') ?? '' };
  for (const key of FILTERS) filter[key] = [...new Set(parameters.getAll(key).filter(Boolean))];
  return filter;
}

export function toUrl(filter) {
  const parameters = new URLSearchParams();
  if (filter.q) parameters.set('q', filter.q);
  for (const key of FILTERS) for (const value of filter[key] ?? []) parameters.append(key, value);
  const text = parameters.toString();
  return text ? '?' + text : location.pathname;
}

/** All that a search looks at, made once per model. */
function textOf(model, devices) {
  if (model.text === undefined) {
    const words = [model.display_name, model.id, model.family, ...model.tasks];
    for (const id of Object.keys(model.cells)) words.push(id, devices.get(id)?.display_name ?? '');
    Object.defineProperty(model, 'text', { value: words.join('\n').toLowerCase(), enumerable: false });
  }
  return model.text;
}

const has = (wanted, value) => wanted.length === 0 || wanted.includes(value.toLowerCase());

export function matcher(filter, devices) {
  const wanted = Object.fromEntries(FILTERS.map((key) => [key, (filter[key] ?? []).map((one) => one.toLowerCase())]));
  const words = filter.q.toLowerCase().split(/\s+/).filter(Boolean);
  return (model) =>
    (wanted.task.length === 0 || model.tasks.some((task) => has(wanted.task, task))) &&
    has(wanted.family, model.family) &&
    (wanted.hardware.length + wanted.software.length + wanted.status.length === 0 ||
      Object.entries(model.cells).some(
        ([id, cell]) =>
          has(wanted.status, cell.status) && has(wanted.software, cell.software ?? '') &&
          (has(wanted.hardware, id) || has(wanted.hardware, devices.get(id)?.display_name ?? '')))) &&
    (words.length === 0 || words.every((word) => textOf(model, devices).includes(word)));
}

export const isActive = (filter) => Boolean(filter.q.trim()) || FILTERS.some((key) => filter[key].length > 0);

/** Every single filter in use, with the filter that is left without it. */
export function withoutEach(filter) {
  const each = [];
  if (filter.q.trim()) each.push({ label: `search “${filter.q.trim()}”`, rest: { ...filter, q: '' } });
  for (const key of FILTERS)
    for (const value of filter[key])
      each.push({ key, value, label: `${key}: ${value}`, rest: { ...filter, [key]: filter[key].filter((one) => one !== value) } });
  return each;
}
