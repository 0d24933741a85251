import { createHash } from 'node:crypto';
import { clientFingerprint, transitKeyFingerprint } from './fingerprint.js';

const groups = (content: string | Buffer) => createHash('sha256').update(content).digest('hex').slice(0, 32).match(/.{4}/g)?.join(' ');

describe('fingerprints', () => {
  it('are the first half of a SHA-256, of the key’s bytes and of the import map’s text', async () => {
    const point = Buffer.from(Array.from({ length: 65 }, (_, index) => (index * 37 + 251) % 256));
    expect(await transitKeyFingerprint(point.toString('base64url'))).toBe(groups(point));
    const page = new DOMParser().parseFromString('<head><script type="importmap">{"integrity":{}}</script></head>', 'text/html');
    expect(await clientFingerprint(page)).toBe(groups('{"integrity":{}}'));
  });

  it('have nothing to say of a page without an import map', async () => {
    expect(await clientFingerprint(new DOMParser().parseFromString('<p></p>', 'text/html'))).toBeUndefined();
  });
});
