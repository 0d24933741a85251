/** Scenarios side by side, round after round, so that a slow minute of the machine hits all of them. */
import { median } from './load.mjs';
import { usage } from './processes.mjs';

/**
 * @param scenarios name → [server or undefined, run()]; `run` resolves with `{ count, perSecond?, firstMs? }`
 * @returns name → one result for each round, with the server's `cpuMs` for each of `count`
 */
export async function measure(scenarios, rounds) {
  const measured = Object.fromEntries(Object.keys(scenarios).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, [server, run]] of Object.entries(scenarios)) {
      const before = server && usage(server.child.pid).cpu;
      const result = await run();
      const cpuMs = server && ((usage(server.child.pid).cpu - before) * 1000) / result.count;
      // Round 0 warms up.
      if (round > 0) measured[name].push({ ...result, cpuMs });
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
