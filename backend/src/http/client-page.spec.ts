import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPage, type PageVisit } from './client-page.js';

const HTML = '<html><head><title>x</title></head><body><app-root ngcspnonce="%NONCE%"></app-root><script nonce="%NONCE%"></script></body></html>';
const LIST = {
  pages: { '/sign-in': ['in.js'], '/register': ['new.js'], '/studio': ['shell.js', 'studio.js'], '/settings/keys': ['shell.js', 'keys.js'] },
  languages: { ru: ['ru.js'], en: ['en.js'] },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'byok-page-'));
  mkdirSync(join(folder, 'browser'));
  writeFileSync(join(folder, 'browser/index.html'), HTML);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function preloadsOf(visit: Partial<PageVisit>): string[] {
  writeFileSync(join(folder, 'preload.json'), JSON.stringify(LIST));
  const page = readPage(join(folder, 'browser'));
  const html = page?.('abc', { path: '/', languages: 'ru', signedIn: true, ...visit }) ?? '';
  return [...html.matchAll(/<link rel="modulepreload" href="([^"]+)">/g)].map(([, name]) => name ?? '');
}

describe('the client’s page', () => {
  it('has the nonce wherever the build put its placeholder', () => {
    const html = readPage(join(folder, 'browser'))?.('abc', { path: '/', languages: undefined, signedIn: false });
    expect(html).toBe(HTML.replaceAll('%NONCE%', 'abc'));
  });

  it('names the files of the page that the visit leads to', () => {
    expect(preloadsOf({ path: '/settings/keys' })).toEqual(['ru.js', 'shell.js', 'keys.js']);
    expect(preloadsOf({ path: '/settings' })).toEqual(['ru.js', 'shell.js', 'keys.js']);
    expect(preloadsOf({ path: '/' })).toEqual(['ru.js', 'shell.js', 'studio.js']);
    expect(preloadsOf({ path: '/sign-in' })).toEqual(['ru.js', 'shell.js', 'studio.js']);
    expect(preloadsOf({ path: '/studio', signedIn: false })).toEqual(['ru.js', 'in.js']);
    expect(preloadsOf({ path: '/register', signedIn: false })).toEqual(['ru.js', 'new.js']);
  });

  it('names only what it knows, whatever the address', () => {
    for (const path of ['/nowhere', '/__proto__', '/constructor', '/"><script>']) expect(preloadsOf({ path })).toEqual(['ru.js']);
  });

  it.each([
    ['ru-RU,ru;q=0.9,en;q=0.8', 'ru.js'],
    ['de-DE,ru;q=0.5', 'ru.js'],
    ['en-GB', 'en.js'],
    ['de', 'en.js'],
    [undefined, 'en.js'],
  ])('chooses the language as the client does: %p', (languages, file) => {
    expect(preloadsOf({ path: '/nowhere', languages })).toEqual([file]);
  });
});
