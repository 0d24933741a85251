import { table } from '../../audit/report.js';
import type { Exchanged } from './exchange.js';
import { endOf } from './judge.js';
import { FAULTS, type Order } from './orders.js';

const at = (sorted: readonly number[], share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;

/** Milliseconds to the first byte of calls that the provider answered, by kind of call. */
export class FirstBytes {
  readonly #times = new Map<string, number[]>();

  add(kind: string, ms: number): void {
    const times = this.#times.get(kind) ?? [];
    this.#times.set(kind, times);
    times.push(ms);
  }

  rows(): (string | number)[][] {
    return [...this.#times].toSorted(([one], [other]) => one.localeCompare(other)).map(([kind, times]) => {
      const sorted = times.toSorted((one, other) => one - other);
      return [kind, sorted.length, Math.round(at(sorted, 0.5)), Math.round(at(sorted, 0.99))];
    });
  }
}

/** How calls ended, by what their provider did. */
export class Ends {
  readonly #counts = new Map<string, Map<string, number>>();
  calls = 0;
  bytes = 0;

  add({ fault, fallback }: Order, answer: Exchanged): void {
    this.calls += 1;
    this.bytes += answer.bytes;
    const name = fault === undefined ? 'an answer' : `${fault}, ${fallback}`;
    const ends = this.#counts.get(name) ?? new Map<string, number>();
    this.#counts.set(name, ends);
    const end = endOf(answer);
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }

  /** Share of the calls that met a fault. */
  shareOf(fault: string): number {
    const counts = [...this.#counts].filter(([name]) => name.startsWith(`${fault}, `)).flatMap(([, ends]) => [...ends.values()]);
    return counts.reduce((sum, count) => sum + count, 0) / this.calls;
  }

  table(): string {
    const names = ['an answer', ...FAULTS.flatMap((fault) => ['never', 'on-error'].map((policy) => `${fault}, ${policy}`))];
    return table(
      ['the provider sent, fallback', 'calls', 'ended'],
      names.map((name) => {
        const ends = [...(this.#counts.get(name) ?? [])].toSorted(([, one], [, other]) => other - one);
        return [name, ends.reduce((sum, [, count]) => sum + count, 0), ends.map(([end, count]) => `${end} ×${count}`).join(', ')];
      }),
    );
  }
}
