import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KEY_HEADERS } from '#contracts';
import { parseEnvelope } from '#transit';
import { TransitPrivateKey, generateScalar } from '#transit/open';
import { canaryKey, findKey, plainKeyHeaders, sealKey, sealedKeyHeaders, toBeSealedKey, type Sealing } from '../index.js';

const key = canaryKey('openai', 'sealed');
const sealing = { provider: 'openai', key, userId: 'user-1' } as const;
const transitKey = new TransitPrivateKey('k1', generateScalar());

function serverAt(path: string): Server {
  return createServer((request, response) => {
    response.statusCode = request.url === path ? 200 : 404;
    response.end(JSON.stringify({ kid: transitKey.kid, publicKey: transitKey.publicKey }));
  });
}

/** The key that the server's own opening gives; undefined when it does not open. */
function opened(envelope: string, userId: string): string | undefined {
  const parsed = parseEnvelope(envelope);
  if (!parsed.ok) throw new Error(parsed.flaw);
  const bytes = transitKey.open(parsed.envelope, { provider: 'openai', userId });
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}

describe('sealKey', () => {
  it('seals for a server that does not listen yet, one that does, an address, and a transit key', async () => {
    const server = serverAt('/api/byok/transit-key');
    const first = await sealKey(server, sealing);
    expect(server.listening).toBe(false);
    server.listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const rest = [await sealKey(server, sealing), await sealKey(`http://127.0.0.1:${port}`, sealing), await sealKey(new URL(`http://127.0.0.1:${port}`), sealing), await sealKey(transitKey, sealing)];
    for (const envelope of [first, ...rest]) {
      expect(opened(envelope, 'user-1')).toBe(key);
      expect(findKey(envelope, key)).toBeUndefined();
      expect(toBeSealedKey(envelope).pass).toBe(true);
    }
    server.close();
    server.closeAllConnections();
  });

  it('makes the header, and looks where the application has its route', async () => {
    const server = serverAt('/keys/transit');
    const headers = await sealedKeyHeaders(server, { ...sealing, transitKeyPath: '/keys/transit' });
    expect(opened(headers[KEY_HEADERS.openai] ?? '', 'user-1')).toBe(key);
    await expect(sealKey(server, sealing)).rejects.toThrow('answered 404 to GET /api/byok/transit-key');
    expect(plainKeyHeaders('openai', key)).toEqual({ 'x-byok-openai-key': key });
  });

  it('seals wrongly when asked to', async () => {
    const seal = (flaw: Sealing['flaw']) => sealKey(transitKey, { ...sealing, flaw });
    expect(opened(await seal('envelope_invalid'), 'user-1')).toBeUndefined();
    expect(await seal('envelope_unknown_key')).toMatch(/^byok1\.unk1\./);
    expect(Number((await seal('envelope_expired')).split('.')[2])).toBeLessThan(Date.now() / 1000);
    expect(toBeSealedKey('byok1.k1.1')).toMatchObject({ pass: false });
    expect(toBeSealedKey(key).message()).toMatch(/Expected a sealed key, but it does not start/);
  });
});
