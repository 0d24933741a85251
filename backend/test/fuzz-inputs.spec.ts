import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import fc from 'fast-check';
import { ByokError } from '#contracts';
import { CatalogFileError, readCatalogFile, type KeyHeaders } from '#nestjs-byok';
import { keyHeadersOf, registerKeyHeaders } from '#nestjs-byok/fastify';
import { StreamEvents, type StreamEvent } from '#providers';
import { formatEnvelope, looksLikeEnvelope, parseEnvelope } from '#transit';
import { TransitPrivateKey, generateScalar } from '#transit/open';
import { ENTRIES } from '../src/config/configuration.entries.js';
import { ConfigurationError } from '../src/config/configuration-entry.js';
import { readConfiguration } from '../src/config/read-configuration.js';
import { FormReader } from '../src/multipart/index.js';
import { broken, cut, fuzz, shares, tellCounts } from './support/fuzz.js';

afterAll(tellCounts);

/** What a parser may answer to any input: a value, or a refusal of its own kind. */
function refusesAs<Value>(kind: abstract new (...parameters: never[]) => Error, parse: () => Value): Value | undefined {
  try {
    return parse();
  } catch (error) {
    expect(error).toBeInstanceOf(kind);
    return undefined;
  }
}

describe('any input', () => {
  it('of headers leaves no name of ours behind, and gives keys of the right form or one refusal', () => {
    const name = fc.oneof(fc.constantFrom('x-byok-openai-key', 'X-BYOK-Gemini-Key-2', 'x-byok-fallback', 'x-byok-timeout-ms', 'x-byok-account', 'x-byok-', 'cookie', 'accept'), fc.string({ maxLength: 20 }).map((tail) => `x-byok-${tail}`));
    const value = fc.oneof(fc.constantFrom('', 'never', 'sk-0123456789', 'byok1.', 'byok1.k.1.AA.AA', 'x-byok-openai-key=1'), fc.string({ maxLength: 600, unit: 'binary' }));
    const server = fastify();
    registerKeyHeaders(server);
    const seen: { names: string[]; intake: KeyHeaders | undefined } = { names: [], intake: undefined };
    server.get('/api/x', (request) => {
      seen.names = request.raw.rawHeaders.filter((_text, index) => index % 2 === 0);
      seen.intake = keyHeadersOf(request);
      return {};
    });
    return fuzz(
      'headers',
      fc.asyncProperty(fc.array(fc.tuple(name, value), { maxLength: 8 }), fc.string({ maxLength: 40 }), async (headers, query) => {
        const { statusCode } = await server.inject({ url: `/api/x?${encodeURI(query)}`, headers: Object.fromEntries(headers) });
        expect(statusCode).toBe(200);
        expect(seen.names.filter((text) => /^x-byok-.*key/i.test(text))).toEqual([]);
        const { intake } = seen;
        if (intake?.failure !== undefined) expect(intake.failure).toBeInstanceOf(ByokError);
        for (const key of intake?.drain() ?? []) expect(looksLikeEnvelope(key.value) || /^[\x21-\x7e]{8,512}$/.test(key.value)).toBe(true);
      }),
      8_000,
    ).finally(() => server.close());
  });

  it('of envelopes is named by its flaw, comes out as it went in, or does not open', () => {
    const key = new TransitPrivateKey('k', generateScalar());
    const part = fc.oneof(fc.constantFrom('byok1', 'k', '1', '0', '1795000000', 'AA', '', Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 7)]).toString('base64url')), fc.base64String({ maxLength: 100 }), fc.string({ maxLength: 8 }));
    const text = fc.oneof(
      fc.array(part, { maxLength: 7 }).map((parts) => parts.join('.')),
      fc.tuple(fc.constantFrom('k', 'other'), fc.nat(), fc.uint8Array({ minLength: 64, maxLength: 64 }), fc.uint8Array({ minLength: 24, maxLength: 528 })).map(
        ([kid, exp, point, ct]) => `byok1.${kid}.${exp}.${Buffer.concat([Buffer.from([4]), point]).toString('base64url')}.${Buffer.from(ct).toString('base64url')}`,
      ),
    );
    return fuzz(
      'envelopes',
      fc.property(text, (envelope) => {
        const parsed = parseEnvelope(envelope);
        if (!parsed.ok) return void expect(typeof parsed.flaw).toBe('string');
        expect(formatEnvelope(parsed.envelope)).toBe(envelope);
        expect(key.open(parsed.envelope, { provider: 'openai', userId: 'u' })).toBeUndefined();
      }),
      20_000,
    );
  });

  it('of event streams gives the same events however it is cut', () => {
    const stream = broken(['data: {"a":1}', 'data:', 'event: error', 'id: 7', ': comment', '\n', '\n\n', '\r', '\r\n', '\r\n\r\n', '[DONE]', '{"error":', 'é', '\ufeff']);
    const read = (pieces: readonly Buffer[]): StreamEvent[] => {
      const events = new StreamEvents();
      return [...pieces.flatMap((piece) => events.feed(piece)), ...events.end()];
    };
    return fuzz(
      'event streams',
      fc.property(stream, shares, (bytes, places) => expect(read(cut(bytes, places))).toEqual(read([bytes]))),
      40_000,
    );
  });

  it('of forms is read, or refused with a code of ours', () => {
    const body = broken(['--b', '--b--', '\r\n', '\r\n\r\n', 'content-disposition: form-data; name="file"; filename="a.mp3"', 'content-disposition: form-data; name="model"', 'content-disposition: form-data', 'content-type: audio/mpeg', 'content-transfer-encoding: base64', 'gpt', '\n', '"']);
    const type = fc.oneof({ weight: 8, arbitrary: fc.constant('multipart/form-data; boundary=b') }, { weight: 1, arbitrary: fc.string().map((tail) => `multipart/form-data; ${tail}`) });
    return fuzz(
      'forms',
      fc.asyncProperty(type, body, shares, async (contentType, bytes, places) => {
        const reader = refusesAs(ByokError, () => new FormReader(contentType));
        if (reader === undefined) return;
        try {
          for (const piece of cut(bytes, places)) await reader.write(piece);
          await reader.end();
          expect(reader.fields.length).toBeLessThanOrEqual(100);
        } catch (error) {
          expect(error).toBeInstanceOf(ByokError);
        } finally {
          reader.stop();
        }
      }),
      12_000,
    );
  });

  it('of catalog files is taken, or refused in one line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'byok-fuzz-'));
    const text = readCatalogText();
    const place = fc.nat(text.length);
    const change = fc.oneof(fc.constantFrom('', '"', '}', 'null', '-1', '1e999', '{}', '[]', '\ud800', '__proto__', '"tier": 9,'), fc.string({ maxLength: 10 }));
    const damaged = fc.array(fc.tuple(place, fc.nat(30), change), { minLength: 1, maxLength: 3 }).map((changes) => changes.reduce((all, [at, length, piece]) => all.slice(0, at) + piece + all.slice(at + length), text));
    const file = join(folder, 'catalog.json');
    return fuzz(
      'catalog files',
      fc.property(fc.oneof(damaged, fc.json().map((json) => `{"providers":[${json}]}`), fc.json()), (content) => {
        writeFileSync(file, content);
        try {
          readCatalogFile(file);
        } catch (error) {
          expect(error).toBeInstanceOf(CatalogFileError);
          expect((error as Error).message).not.toMatch(/[\r\n]/);
        }
      }),
      800,
    ).finally(() => rmSync(folder, { recursive: true }));
  });

  it('of the environment is a configuration, or one line that never holds the value', () => {
    const names = Object.values(ENTRIES).map((entry) => entry.name);
    const value = fc.oneof(fc.string({ minLength: 6, maxLength: 80, unit: 'binary' }), fc.webUrl(), fc.constantFrom('0', '-1', '1e4', 'http://user:secret@host', 'a:b:1:c', '[]', '{"free":{"callsAtOnce":-1}}', 'true', '   ', '0.0.0.0/0'));
    return fuzz(
      'environments',
      fc.property(fc.constantFrom(...names), value, (name, text) => {
        try {
          readConfiguration({ [name]: text });
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigurationError);
          const { message } = error as Error;
          expect(message).toContain(name.replace(/_FILE$/, '').split('_')[0]);
          expect(message).not.toMatch(/[\r\n]/);
        }
      }),
      20_000,
    );
  });
});

function readCatalogText(): string {
  const provider = { id: 'openai', name: 'P', keyUrl: '', keyHint: '', models: [1, 2].map((tier) => ({ id: `m${tier}`, tier, contextTokens: 1000, abilities: ['chat'], pricing: { inputRubPerMillion: 1, outputRubPerMillion: 2 } })) };
  return JSON.stringify({ providers: [provider] }, null, 1);
}
