import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPage } from './client-page.js';
import type { PageVisit } from './page-visit.js';

const HTML = '<html><head><title>x</title></head><body><app-root ngcspnonce="%NONCE%"></app-root><script nonce="%NONCE%"></script></body></html>';
const PAGES = ['start', 'sign-in', 'register', 'studio', 'settings/keys', 'unknown'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'byok-page-'));
  mkdirSync(join(folder, 'browser'));
  writeFileSync(join(folder, 'browser/index.html'), HTML);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function writeFirstPaint(): void {
  for (const language of ['ru', 'en']) {
    mkdirSync(join(folder, 'first-paint', language, 'settings'), { recursive: true });
    for (const page of PAGES) {
      writeFileSync(join(folder, 'first-paint', language, `${page}.html`), `<html lang="${language}"><i nonce="%NONCE%">${page}</i></html>`);
    }
  }
}

function served(visit: Partial<PageVisit>): string {
  return readPage(join(folder, 'browser'))?.('abc', { path: '/', language: 'ru', signedIn: true, ...visit }) ?? '';
}

describe('the client’s page', () => {
  it('has the nonce wherever the build put its placeholder', () => {
    expect(served({})).toBe(HTML.replaceAll('%NONCE%', 'abc'));
  });

  it('carries the operator’s links, escaped, and nothing without them', () => {
    const page = readPage(join(folder, 'browser'), { support: 'mailto:a@b.example?subject="<&', terms: undefined })?.('abc', { path: '/', language: 'ru' }) ?? '';
    expect(page).toContain('<meta name="byok-links" content="{&quot;support&quot;:&quot;mailto:a@b.example?subject=\\&quot;&lt;&amp;&quot;}"></head>');
    expect(served({})).not.toContain('byok-links');
  });

  it('is the one that the visit leads to, with its nonce', () => {
    writeFirstPaint();
    const page = (visit: Partial<PageVisit>) => />([^<]+)<\/i>/.exec(served(visit))?.[1];
    expect(page({ path: '/settings/keys' })).toBe('settings/keys');
    expect(page({ path: '/settings' })).toBe('settings/keys');
    expect(page({ path: '/' })).toBe('studio');
    expect(page({ path: '/sign-in' })).toBe('studio');
    expect(page({ path: '/', signedIn: false })).toBe('start');
    expect(page({ path: '/studio', signedIn: false })).toBe('sign-in');
    expect(page({ path: '/register', signedIn: false })).toBe('register');
    expect(served({})).toContain('nonce="abc"');
  });

  it('shows nothing in particular while nobody knows who comes', () => {
    writeFirstPaint();
    expect(served({ path: '/studio', signedIn: undefined })).toContain('>unknown<');
    expect(served({ path: '/sign-in', signedIn: undefined })).toContain('>sign-in<');
  });

  it('has only what it knows, whatever the address', () => {
    writeFirstPaint();
    for (const path of ['/nowhere', '/__proto__', '/constructor', '/"><script>', '/../en/studio']) expect(served({ path })).toContain('>unknown<');
  });

  it('comes in the language and in the colours that were chosen', () => {
    writeFirstPaint();
    expect(served({ language: 'en', theme: 'dark' })).toMatch(/^<html data-theme="dark" lang="en">/);
    expect(served({})).toMatch(/^<html lang="ru">/);
  });
});
