// What is seen, as a file: one line per cell.

const COLUMNS = ['model_id', 'model', 'family', 'tasks', 'device_id', 'device', 'status', 'estimated_availability', 'software', 'tier', 'mean_tps', 'mean_ttft_ms', 'last_verified', 'stale_after'];

export function lines(models, devices) {
  const all = [];
  for (const model of models) {
    for (const device of devices) {
      const cell = model.cells[device.id];
      if (!cell) continue;
      all.push({
        model_id: model.id, model: model.display_name, family: model.family, tasks: model.tasks,
        device_id: device.id, device: device.display_name, status: cell.status,
        estimated_availability: cell.estimated_availability ?? null, software: cell.software ?? null, tier: cell.tier ?? null,
        mean_tps: cell.metrics?.mean_tps ?? null, mean_ttft_ms: cell.metrics?.mean_ttft_ms ?? null,
        last_verified: cell.last_verified ?? null, stale_after: cell.stale_after ?? null,
      });
    }
  }
  return all;
}

/** A text that a spreadsheet would take for a formula gets a mark that it takes for "text". */
function field(value) {
  let text = Array.isArray(value) ? value.join('; ') : value === null ? '' : String(value);
  if (typeof value !== 'number' && /^[=+\-@\t\r]/.test(text)) text = "'" + text;
  return /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
}

export function csv(lines) {
  return [COLUMNS, ...lines.map((line) => COLUMNS.map((column) => line[column]))]
    .map((values) => values.map(field).join(','))
    .join('\r\n') + '\r\n';
}

export function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
