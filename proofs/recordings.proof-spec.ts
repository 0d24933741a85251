import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect as see, type Browser, type Page } from '@playwright/test';
import { fingerprintOf } from '#sandbox';
import { PIECE_LIMITS, Recording } from '../backend/src/courses/recording/recording.js';
import { renderPiece } from '../backend/src/courses/recording/render-piece.js';
import { KeysScreen } from '../frontend/e2e/support/keys-screen.js';
import { filesIn } from './support/files-in.js';
import { encodeLecture, type EncodedLecture } from './support/recording/formats.js';
import { hear } from './support/recording/hear.js';
import { isCutThrough, speakLecture, type Lecture } from './support/recording/lecture.js';
import { CONTINUED, listen } from './support/recording/listening-provider.js';
import { subtitlesIn } from './support/recording/subtitles.js';
import { startBuilt, type BuiltProcess } from './support/servers/built-process.js';
import { freePort } from './support/servers/free-port.js';
import { startPostgres, type PostgresServer } from './support/servers/postgres-server.js';
import { startProviders, type FakeProviders } from './support/servers/providers.js';

/** What a stretch may be away from its true place, in seconds. */
const TOLERANCE = 0.5;
const MINUTES = 61;
const PAGE_TIMEOUT = { timeout: 240_000 };
const KEY = 'sk-sandbox-7fQ2xLw9ZrT4';
const PASSWORD = 'зелёный чайник читает по ночам';

let folder: string;
let lecture: Lecture;
let files: Map<string, EncodedLecture>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'byok-lecture-'));
  lecture = await speakLecture(folder, MINUTES * 60);
  files = new Map((await encodeLecture(lecture, folder)).map((file) => [file.name, file]));
}, 900_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an hour of Russian speech', () => {
  it('is as long as it should be, and says where each stretch begins', async () => {
    expect(lecture.seconds).toBeGreaterThan(3600);
    expect(lecture.markers.length).toBeGreaterThan(250);
    for (const { path } of files.values()) expect((await stat(path)).size).toBeGreaterThan(5_000_000);
  });

  describe.each(['lecture.mp3', 'lecture.m4a', 'lecture.webm', 'lecture.mp4', 'late.mp4'])('as %s', (name) => {
    it.each([
      ['the pieces that providers get', PIECE_LIMITS.seconds, false],
      ['many small pieces, of AAC without a container', 77, true],
    ])('cut into %s: every stretch is where it truly is, at every cut', async (_what, seconds, bareAac) => {
      const { path, delay } = files.get(name) as EncodedLecture;
      const recording = await Recording.open(path);
      const heard = new Set<number>();
      const cuts: number[] = [];
      let end = delay;
      let worst = 0;
      let pieces = 0;
      try {
        for await (const piece of recording.pieces({ ...PIECE_LIMITS, seconds })) {
          pieces += 1;
          expect(Math.abs(piece.start - end)).toBeLessThan(0.1);
          end = piece.end;
          cuts.push(piece.start);
          const { markers, seconds: length } = await hear((await renderPiece(piece, bareAac)).bytes);
          expect(Math.abs(length - (piece.end - piece.start))).toBeLessThan(0.2);
          expect(markers.length).toBeGreaterThan(0);
          for (const { number, at } of markers) {
            worst = Math.max(worst, Math.abs(piece.start + at - delay - (lecture.markers[number]?.at ?? Infinity)));
            heard.add(number);
          }
        }
      } finally {
        recording.close();
      }
      expect(pieces).toBeGreaterThan(lecture.seconds / (seconds + 0.2));
      expect(Math.abs(end - delay - lecture.seconds)).toBeLessThan(TOLERANCE);
      expect(worst).toBeLessThan(TOLERANCE);
      const unheard = lecture.markers.filter((marker) => !heard.has(marker.number));
      expect(unheard.filter((marker) => !cuts.some((cut) => isCutThrough(marker, cut - delay)))).toEqual([]);
    });
  });
});

describe('an hour of Russian speech, in the browser', () => {
  let providers: FakeProviders;
  let database: PostgresServer;
  let server: BuiltProcess;
  let browser: Browser;
  let page: Page;
  let dataDir: string;

  beforeAll(async () => {
    providers = await startProviders();
    providers.sandbox.script('openai', listen);
    database = await startPostgres();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    dataDir = join(folder, 'data');
    server = await startBuilt('main', { ...providers.environment, PORT: String(port), PUBLIC_URL: url, DATABASE_URL: database.url, DATA_DIR: dataDir, LOG_LEVEL: 'warn' });
    browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
    const context = await browser.newContext({ baseURL: url, locale: 'ru-RU' });
    const account = { email: 'lecturer@school.example', password: 'account-password-of-the-proof' };
    see((await context.request.post('/api/auth/register', { data: account })).status()).toBe(201);
    page = await context.newPage();
    const keys = new KeysScreen(page);
    await keys.createVault(PASSWORD);
    await keys.addKey('openai', KEY);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await database?.close();
    await providers?.sandbox.close();
  });

  it.each(['lecture.mp3', 'lecture.m4a', 'lecture.webm', 'lecture.mp4'])('as %s becomes a course, and every subtitle stands where it is spoken', async (name) => {
    const { path } = files.get(name) as EncodedLecture;
    const before = providers.sandbox.calls.length;
    await page.getByRole('navigation').getByRole('link', { name: 'Курсы' }).click();
    await page.getByRole('main').getByRole('link', { name: /Новый курс|Создать первый курс/ }).click();
    await page.locator('input[type=file]').setInputFiles(path);
    await see(page.getByText(name)).toBeVisible();
    await page.getByRole('button', { name: 'Создать курс' }).click();
    await page.waitForURL(/\/courses\/[0-9a-f-]{36}$/, PAGE_TIMEOUT);
    await see(page.getByText(/^Готов ·/)).toBeVisible(PAGE_TIMEOUT);

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Скачать' }).click();
    await page.getByRole('menuitem', { name: 'Субтитры, SRT' }).click();
    const subtitles = subtitlesIn(await readFile(await (await download).path(), 'utf8'));
    const cuts = subtitles.filter(({ text }) => text === CONTINUED).map(({ start }) => start);
    const heard = new Map(subtitles.flatMap(({ start, text }) => {
      const number = /^Отрезок (\d+)\./.exec(text)?.[1];
      return number === undefined ? [] : [[Number(number), start] as const];
    }));
    const away = lecture.markers.map(({ number, at }) => ({ number, away: Math.abs((heard.get(number) ?? NaN) - at) }));
    expect(away.filter((stretch) => stretch.away > TOLERANCE)).toEqual([]);
    const unheard = lecture.markers.filter((marker) => !heard.has(marker.number));
    expect(unheard.filter((marker) => !cuts.some((cut) => isCutThrough(marker, cut)))).toEqual([]);
    expect(heard.size).toBeGreaterThan(lecture.markers.length - 5);

    const calls = providers.sandbox.calls.slice(before).filter((call) => call.path.includes('/audio/transcriptions'));
    expect(calls.length).toBeGreaterThan(lecture.seconds / 301);
    expect(cuts.length).toBeGreaterThan(calls.length - 3);
    expect(new Set(calls.map((call) => call.keyFingerprint))).toEqual(new Set([fingerprintOf(KEY)]));
    expect(await filesIn(join(dataDir, 'uploads'))).toEqual([]);
  });
});
