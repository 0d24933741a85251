import { Writable } from 'node:stream';
import { PLACES, type Place, type Searchable } from './places.js';

/** A stream that keeps what is logged, to be searched: the destination of pino or of a child process's output. */
export class LogCollector extends Writable implements Searchable {
  readonly #pieces: Buffer[] = [];

  constructor() {
    super({ decodeStrings: true });
  }

  override _write(piece: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#pieces.push(piece);
    done();
  }

  get text(): string {
    return Buffer.concat(this.#pieces).toString('utf8');
  }

  /** Whole and begun lines, without empty ones. */
  get lines(): readonly string[] {
    return this.text.split('\n').filter((line) => line !== '');
  }

  /** Lines of JSON, as pino writes them; others are left out. */
  records(): readonly Record<string, unknown>[] {
    return this.lines.flatMap((line) => {
      try {
        return [JSON.parse(line) as Record<string, unknown>];
      } catch {
        return [];
      }
    });
  }

  /** @throws Error when nothing was logged: no key in no line proves nothing */
  *[PLACES](): Generator<Place> {
    if (this.#pieces.length === 0) throw new Error('Nothing was logged, so it proves nothing that no key is there. See to it first that the expected line is.');
    yield { where: 'the log', content: Buffer.concat(this.#pieces) };
  }
}
