import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { Tally } from './tally.js';

/** The metrics of this process. Labels must be of a small, fixed set: never a user, a key or a caller's words. */
@Injectable()
export class MetricsRegistry implements OnApplicationShutdown {
  readonly #registry = new Registry();
  readonly #sources: (() => void)[] = [];

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** @param handOver counts what its owner still holds; called before each reading */
  flushBeforeRead(handOver: () => void): void {
    this.#sources.push(handOver);
  }

  /** All metrics in Prometheus' text format. */
  text(): Promise<string> {
    for (const handOver of this.#sources) handOver();
    return this.#registry.metrics();
  }

  /** A counter; raise it through the tally, with the values of `labels` in their order. */
  counter(name: string, help: string, labels: readonly string[] = []): Tally {
    const tally = new Tally();
    if (labels.length === 0) tally.add(0);
    new Counter({
      name,
      help,
      labelNames: [...labels],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [key, count] of tally.entries()) {
          const values = key.split(':');
          this.inc(Object.fromEntries(labels.map((label, index) => [label, values[index] ?? ''])), count);
        }
      },
    });
    return tally;
  }

  /** A number that is read whenever somebody asks; without a value there is no sample. */
  gauge(name: string, help: string, read: () => number | undefined): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        const value = read();
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });
  }

  histogram<Label extends string>(name: string, help: string, labels: readonly Label[], buckets: readonly number[]): Histogram<Label> {
    return new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers: [this.#registry] });
  }

  onApplicationShutdown(): void {
    this.#registry.clear();
  }
}
