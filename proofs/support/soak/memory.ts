import { readFileSync } from 'node:fs';

const MIB = 1024 * 1024;

/** Watches the resident memory of a process, in MiB. */
export class MemoryWatch {
  readonly #samples: number[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number) {
    const sample = () => {
      const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      this.#samples.push((Number(kilobytes) * 1024) / MIB);
    };
    this.#timer = setInterval(sample, 250);
  }

  /** Medians of the middle fifth and of the last, and the most. */
  end(): { middle: number; end: number; most: number } {
    clearInterval(this.#timer);
    const samples = this.#samples;
    const fifth = (index: number) => samples.slice(Math.floor((samples.length * index) / 5), Math.floor((samples.length * (index + 1)) / 5));
    const median = (values: readonly number[]) => Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0);
    return { middle: median(fifth(2)), end: median(fifth(4)), most: Math.round(Math.max(...samples)) };
  }
}
