import { Worker } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { ByokError } from '#contracts';
import { rememberScan } from './json-body.js';
import { THREAD_NAME, type JsonScan } from './json-scan.thread.js';

const PROGRAM = new URL(import.meta.url.endsWith('.ts') ? './json-scan.thread.ts' : './json-scan.thread.js', import.meta.url);

interface Scanned {
  readonly scan: JsonScan;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface Waiting {
  resolve(scanned: Scanned): void;
  reject(error: Error): void;
}

/** Has large JSON bodies read by a thread, so that nobody else waits for them. The thread starts with the first. */
@Injectable()
export class JsonScanner implements OnApplicationShutdown {
  #thread: Worker | undefined;
  /** In the order in which the thread gets to them. */
  #waiting: Waiting[] = [];

  constructor(@InjectPinoLogger('Http') private readonly logger: PinoLogger) {}

  /**
   * Reads a body, which the caller must not use any more, and gives back the same bytes; `parseJsonBody` then finds
   * what was read.
   * @throws ByokError unavailable when the thread ended
   */
  async scan(body: Buffer): Promise<Buffer> {
    // Bytes of a pool would take the others of the pool along.
    const own = body.byteLength === body.buffer.byteLength ? (body as Uint8Array<ArrayBuffer>) : new Uint8Array(body);
    const thread = (this.#thread ??= this.#start());
    const { scan, bytes } = await new Promise<Scanned>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      thread.postMessage(own, [own.buffer]);
    });
    const back = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    rememberScan(back, scan);
    return back;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#thread?.terminate();
  }

  #start(): Worker {
    const thread = new Worker(PROGRAM, { workerData: THREAD_NAME, name: THREAD_NAME });
    thread.unref();
    thread.on('message', (scanned: Scanned) => this.#waiting.shift()?.resolve(scanned));
    thread.on('error', (error) => this.logger.error({ err: error }, 'the thread that reads large bodies failed'));
    thread.on('exit', () => {
      this.#thread = undefined;
      const lost = this.#waiting;
      this.#waiting = [];
      for (const { reject } of lost) reject(new ByokError('unavailable', 'The body could not be read just now. Send it again.'));
    });
    return thread;
  }
}
