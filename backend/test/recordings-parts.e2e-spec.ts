import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OggOutputFormat, WebMOutputFormat } from 'mediabunny';
import type { Transcript } from '#contracts';
import { Recording } from '../src/courses/recording/recording.js';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { TRANSCRIBING_MODELS } from './support/calls.js';
import { ended, formOf, submit } from './support/jobs.js';
import { muxed } from './support/muxed-recordings.js';
import { mp3Of, wavOf } from './support/recordings.js';
import { setUpApplication } from './support/set-up-application.js';

const own = { headers: { ...keyHeader('openai', 'sk-sandbox-several-parts'), 'x-byok-fallback': 'never' } };

let test: TestApplication;
let user: TestUser;
/** Seconds of sound in each piece that the provider got. */
let got: number[] = [];
setUpApplication((shared) => ({ app: test, user } = shared));
beforeAll(async () => {
  test.sandbox.script('openai', async (_call, body) => {
    const start = body.indexOf('\r\n\r\n', body.indexOf('filename=')) + 4;
    const path = join(test.accounts.dataDir, `${Math.random()}`);
    await writeFile(path, body.subarray(start, body.lastIndexOf('\r\n--')));
    const recording = await Recording.open(path);
    recording.close();
    got.push(recording.duration);
    const headers = { 'content-type': 'application/json' };
    if (recording.duration < 0.1) {
      return { status: 400, headers, body: '{"error":{"message":"Audio file is too short. Minimum audio length is 0.1 seconds.","type":"invalid_request_error","param":"file","code":"audio_too_short"}}' };
    }
    return { status: 200, headers, body: JSON.stringify({ text: 'x', segments: [{ start: 0, end: 9999, text: 'x' }] }) };
  });
});
beforeEach(() => (got = []));

describe('a provider that takes nothing shorter than a tenth of a second', () => {
  it.each<readonly [string, number, () => Buffer | Promise<Buffer>]>([
    ['five minutes of mp3', 300.05, () => mp3Of(300.05)],
    ['chained Ogg', 20, async () => Buffer.concat([await muxed('opus', new OggOutputFormat(), 10), await muxed('opus', new OggOutputFormat(), 10)])],
    ['five minutes of WebM', 300.01, () => muxed('opus', new WebMOutputFormat(), 300.01)],
    ['five minutes of wav', 300.02, () => wavOf(300.02)],
  ])('gets all of %s', async (_what, seconds, make) => {
    const id = await submit(test, user, formOf({ type: 'transcription', model: TRANSCRIBING_MODELS.openai }, { bytes: await make() }), own);
    const job = await ended(test, user, id);
    expect(job).toMatchObject({ status: 'completed' });
    const { segments } = job.result as Transcript;
    expect(segments[0]?.start).toBe(0);
    expect(Math.abs((segments.at(-1)?.end ?? 0) - seconds)).toBeLessThan(0.2);
    // The length of mp3 is judged by its size.
    expect(Math.abs(got.reduce((sum, length) => sum + length, 0) - seconds)).toBeLessThan(1);
    expect(Math.min(...got)).toBeGreaterThan(1);
  });
});
