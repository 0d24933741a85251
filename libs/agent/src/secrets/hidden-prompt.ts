import type { ReadStream } from 'node:tty';
import type { Writable } from 'node:stream';
import { StartError } from '../start.error.js';
import { ownCopy } from './own-copy.js';

/** Longer than any key, so that what is too long is seen to be. */
const MAX_BYTES = 1_024;

/** The part of a terminal that is needed. */
export type Terminal = Pick<ReadStream, 'setRawMode' | 'on' | 'off' | 'resume' | 'pause'>;

const ENTER = [0x0d, 0x0a];
const BACKSPACE = [0x08, 0x7f];
const [CTRL_C, CTRL_D, CTRL_U, ESCAPE] = [0x03, 0x04, 0x15, 0x1b];
/** Final byte of an escape sequence, such as that of an arrow key or of a terminal that marks what is pasted. */
const isSequenceEnd = (byte: number) => byte >= 0x40 && byte <= 0x7e && byte !== 0x5b && byte !== 0x4f;

/**
 * Asks in the terminal and shows nothing of what is typed. What was typed never becomes a string; the caller
 * zero-fills the bytes.
 */
export class HiddenPrompt {
  readonly #typed = Buffer.alloc(MAX_BYTES);
  /** What was typed or pasted after the end of a line: the next question's. */
  #ahead = Buffer.alloc(0);

  constructor(
    private readonly terminal: Terminal,
    private readonly screen: Writable,
  ) {}

  /** @throws StartError on Ctrl-C and Ctrl-D */
  async ask(question: string): Promise<Buffer> {
    // First: who reads the question must not be shown what they type at once.
    this.terminal.setRawMode(true);
    this.screen.write(question);
    try {
      return await this.#line();
    } finally {
      this.terminal.setRawMode(false);
      this.terminal.pause();
      this.#typed.fill(0);
      this.screen.write('\n');
    }
  }

  /** Forgets what was typed ahead. */
  dispose(): void {
    this.#ahead.fill(0);
    this.#ahead = Buffer.alloc(0);
  }

  #line(): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      let length = 0;
      let escaped = false;
      const stop = (act: () => void) => {
        this.terminal.off('data', take);
        act();
      };
      /** @returns whether the line has ended */
      const takeByte = (byte: number): boolean => {
        if (escaped) escaped = !isSequenceEnd(byte);
        else if (byte === ESCAPE) escaped = true;
        else if (ENTER.includes(byte)) {
          stop(() => resolve(ownCopy(this.#typed.subarray(0, length))));
          return true;
        } else if (byte === CTRL_C || byte === CTRL_D) {
          stop(() => reject(new StartError('Stopped; nothing was started.')));
          return true;
        } else if (byte === CTRL_U) length = 0;
        else if (BACKSPACE.includes(byte)) length = Math.max(0, length - 1);
        else if (byte >= 0x20 && length < MAX_BYTES) this.#typed[length++] = byte;
        return false;
      };
      const take = (chunk: Buffer) => {
        for (let index = 0; index < chunk.length; index += 1) {
          if (!takeByte(chunk[index] as number)) continue;
          const isPair = chunk[index] === ENTER[0] && chunk[index + 1] === ENTER[1];
          this.#ahead = ownCopy(chunk.subarray(index + (isPair ? 2 : 1)));
          break;
        }
        chunk.fill(0);
      };
      const ahead = this.#ahead;
      this.#ahead = Buffer.alloc(0);
      this.terminal.on('data', take);
      if (ahead.length > 0) take(ahead);
      this.terminal.resume();
    });
  }
}
