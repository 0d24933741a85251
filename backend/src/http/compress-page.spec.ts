import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { compressPage } from './compress-page.js';

const HTML = '<p>Войдите</p>'.repeat(100);

describe('compressing a page', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip;q=1.0, br;q=0', 'gzip'],
    ['GZIP', 'gzip'],
    ['identity', undefined],
    ['brotli-like', undefined],
    [undefined, undefined],
  ] as const)('%p gets %p', async (accepted, encoding) => {
    const page = await compressPage(HTML, accepted);
    expect(page.encoding).toBe(encoding);
    const plain = { br: brotliDecompressSync, gzip: gunzipSync, none: (bytes: Buffer) => bytes }[encoding ?? 'none'](page.body);
    expect(plain.toString()).toBe(HTML);
  });
});
