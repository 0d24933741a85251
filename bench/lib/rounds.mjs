/** Scenarios side by side, round after round, so that a slow minute of the machine hits all of them. */
import { median } from './load.mjs';
import { usage } from './processes.mjs';

/**
 * A program that V8 has not compiled yet takes several times its CPU, and a larger one for longer: each scenario is
 * warmed up until the best of its runs has not been beaten by a twentieth for three runs.
 */
const MAX_WARM_UPS = 15;

async function warmUp(server, run) {
  let best = Infinity;
  for (let runs = 0, since = 0; runs < MAX_WARM_UPS && since < 3; runs += 1, since += 1) {
    const before = usage(server.child.pid).cpu;
    const { count } = await run();
    const cpu = (usage(server.child.pid).cpu - before) / count;
    if (cpu < best * 0.95) since = -1;
    best = Math.min(best, cpu);
    process.stderr.write('~');
  }
}

/**
 * @param scenarios name → [server or undefined, run()]; `run` resolves with `{ count, perSecond?, firstMs? }`
 * @returns name → one result for each round, with the server's `cpuMs` for each of `count`
 */
export async function measure(scenarios, rounds) {
  const measured = Object.fromEntries(Object.keys(scenarios).map((name) => [name, []]));
  for (const [server, run] of Object.values(scenarios)) if (server) await warmUp(server, run);
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, [server, run]] of Object.entries(scenarios)) {
      const before = server && usage(server.child.pid).cpu;
      const result = await run();
      const cpuMs = server && ((usage(server.child.pid).cpu - before) * 1000) / result.count;
      measured[name].push({ ...result, cpuMs });
      process.stderr.write('.');
    }
  }
  process.stderr.write('\n');
  return measured;
}

/** Reads what was measured: medians, and comparisons made within each round before their median is taken. */
export function reader(measured) {
  const of = (name, field) => median(measured[name].map((entry) => entry[field]));
  const pairs = (name, base, field, combine) => median(measured[name].map((entry, round) => combine(entry[field], measured[base][round][field])));
  return {
    of,
    ratio: (name, base, field) => pairs(name, base, field, (value, measure) => value / measure),
    added: (name, base, field) => pairs(name, base, field, (value, measure) => value - measure),
  };
}
