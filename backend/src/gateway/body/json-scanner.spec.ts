import { silentLogger } from '../../../test/support/silent-logger.js';
import { parseJsonBody, withModel } from './json-body.js';
import { JsonScanner } from './json-scanner.service.js';

const scanner = new JsonScanner(silentLogger);
afterAll(() => scanner.onApplicationShutdown());

describe('a large body', () => {
  const fields = { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(400_000)}` } }, { type: 'text', text: 'имя 🎓' }] }], model: 'openai/gpt-4o', stream: true };

  it('comes back from the thread as it went, and says what routing wants to know', async () => {
    const text = JSON.stringify(fields);
    const body = parseJsonBody(await scanner.scan(Buffer.from(text)));
    expect(body.bytes.toString()).toBe(text);
    expect(body.outline).toMatchObject({ model: 'openai/gpt-4o', stream: true, messages: [{ role: 'user', content: [{ type: 'image_url' }, { type: 'text' }] }] });
    expect(JSON.stringify(body.outline).length).toBeLessThan(1_000);
    expect(body.fields).toEqual(fields);
    expect(withModel(body, 'gpt-4o').toString()).toBe(text.replace('openai/gpt-4o', 'gpt-4o'));
    expect(withModel(body, 'openai/gpt-4o')).toBe(body.bytes);
  });

  it.each([
    ['{"model":"a",', /valid JSON/],
    ['{"model":"a","model":"b"}', /more than once/],
    ['{"x-byok-openai-key":"a"}', /must not travel/],
    ['[]', /JSON object/],
  ])('is refused like a small one: %s', async (text, words) => {
    const bytes = await scanner.scan(Buffer.from(text + ' '.repeat(300_000)));
    expect(() => parseJsonBody(bytes)).toThrow(words);
  });

  it('is read when others wait for the thread, too, each its own', async () => {
    const texts = Array.from({ length: 8 }, (_, index) => JSON.stringify({ model: `m${index}`, pad: 'x'.repeat(300_000 + index) }));
    const back = await Promise.all(texts.map((text) => scanner.scan(Buffer.from(text))));
    expect(back.map((bytes) => parseJsonBody(bytes).outline['model'])).toEqual(texts.map((_, index) => `m${index}`));
  });

  it('is not taken apart when it holds a million numbers, but may pass on', async () => {
    const body = parseJsonBody(await scanner.scan(Buffer.from(`{"model":"m","input":[${'1,'.repeat(1_000_001)}1]}`)));
    expect((body.outline['input'] as number[]).length).toBe(64);
    expect(() => body.fields).toThrow(/values/);
  });

  it('is refused in words when the thread ends, and the next one finds a new thread', async () => {
    const lost = scanner.scan(Buffer.from(JSON.stringify(fields)));
    await scanner.onApplicationShutdown();
    await lost.catch((error: unknown) => expect(error).toMatchObject({ code: 'unavailable' }));
    expect(parseJsonBody(await scanner.scan(Buffer.from('{"model":"m"}'))).outline).toEqual({ model: 'm' });
  });
});
