/** Results as Markdown, with the machine they were measured on. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';

const digits = (value, count) => (value === undefined || Number.isNaN(value) ? '' : value.toFixed(count));

export function machine() {
  const gib = Math.round(totalmem() / 2 ** 30);
  return `Node ${process.version}, ${cpus().length} × ${cpus()[0].model.trim()}, ${gib} GiB, load ${loadavg()[0].toFixed(1)}, ${new Date().toISOString().slice(0, 10)}`;
}

export function scenarioTable(names, of) {
  return [
    '| scenario | per second | CPU ms each | first chunk ms |',
    '|---|---|---|---|',
    ...names.map((name) => `| ${name} | ${digits(of(name, 'perSecond'), 0)} | ${digits(of(name, 'cpuMs'), 3)} | ${digits(of(name, 'firstMs'), 2)} |`),
  ];
}

/** @param goals `[what, value, '>=' or '<=', bound]` */
export function goalTable(goals) {
  return [
    '| goal | measured | wanted | |',
    '|---|---|---|---|',
    ...goals.map(([what, value, sign, bound]) => {
      const met = sign === '>=' ? value >= bound : value <= bound;
      return `| ${what} | ${value.toFixed(2)} | ${sign} ${bound} | ${met ? 'met' : 'missed'} |`;
    }),
  ];
}

/** Prints the report and keeps it as `results/<name>.md`. */
export function publish(name, title, lines) {
  const report = `${lines.join('\n')}\n`;
  process.stdout.write(report);
  const folder = new URL('../results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.md`, folder), `# ${title}\n\n${report}`);
}
