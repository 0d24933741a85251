import { readdirSync, readFileSync } from 'node:fs';
import { beginsWithWords } from './first-event.js';

const words = (text: string, isWhole = false) => beginsWithWords(Buffer.from(text), isWhole);

describe('the first event of a stream', () => {
  it.each([
    'data: nonsense\n\n',
    ': waiting\n\ndata: upstream is fine\r\n\r\n',
    'data: \n\ndata: nonsense\n\n',
    'event: message_start\ndata: nonsense\n\n',
    'event: response.created\ndata: created\n\n',
    'data: <html>',
    'data:Bad gateway',
  ])('is words: %j', (text) => expect([words(text), words(text, true)]).toEqual([true, true]));

  it('is words when nothing follows', () => {
    for (const text of ['data: nothing', 'data: true false', 'event: message_start\ndata: x']) expect([text, words(text), words(text, true)]).toEqual([text, false, true]);
  });

  it.each([
    'data: {"a":1}\n\n',
    'data: 1\n\n',
    'data: {"id": nonsense\n\n',
    'data: {\ndata: "a": 1}\n\n',
    'data: [DONE]\n\n',
    'event: ping\ndata: alive\n\n',
    'event: ping\ndata: alive\n\ndata: {"a":1}\n\n',
    'event: ping\ndata: alive',
    ': waiting\n\n',
    'data: {"a":1}\n\ndata: nonsense\n\n',
    'id: 1\nretry: 3\n\n',
    `data: {"a":"${'x'.repeat(9000)}"}\n\n`,
  ])('is none: %j', (text) => expect([words(text), words(text, true)]).toEqual([false, false]));

  it.each(['data: {"id":', 'data: {"id":"', 'event: message_start\n', 'event: message_start\ndata: {"ty', 'da', 'data:', 'data: n', '{"a":1}'])('is not known yet: %j', (text) => {
    expect(words(text)).toBe(false);
  });

  it.each(
    ['openai', 'cloudru', 'anthropic', 'gemini'].flatMap((provider) => {
      const folder = new URL(`../../../../libs/providers/src/${provider}/__fixtures__/`, import.meta.url);
      return readdirSync(folder)
        .filter((name) => /^(?:stream|replay|start-normal).*\.txt$/.test(name))
        .map((name) => [provider, name, readFileSync(new URL(name, folder))] as const);
    }),
  )('that was recorded is none, wherever it is cut: %s %s', (_provider, _name, bytes) => {
    expect(beginsWithWords(bytes, true)).toBe(false);
    for (let end = 0; end < Math.min(bytes.length, 1500); end += 1) expect([end, beginsWithWords(bytes.subarray(0, end), false)]).toEqual([end, false]);
  });
});
