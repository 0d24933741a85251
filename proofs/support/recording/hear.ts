import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findMarkers, type Marker } from './markers.js';

const run = promisify(execFile);
const RATE = 8_000;

/** What a program hears in a recording. */
export interface Heard {
  readonly seconds: number;
  readonly markers: readonly Marker[];
}

/** Decodes a recording with FFmpeg, and finds its markers. */
export async function hear(bytes: Uint8Array): Promise<Heard> {
  const path = join(tmpdir(), `byok-heard-${randomUUID()}`);
  await writeFile(path, bytes);
  try {
    const parameters = ['-v', 'error', '-nostdin', '-i', path, '-f', 's16le', '-ac', '1', '-ar', String(RATE), '-'];
    const { stdout } = await run('ffmpeg', parameters, { encoding: 'buffer', maxBuffer: 1 << 30 });
    const samples = new Int16Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + (stdout.length & ~1)));
    return { seconds: samples.length / RATE, markers: findMarkers(samples, RATE) };
  } finally {
    await rm(path, { force: true });
  }
}
