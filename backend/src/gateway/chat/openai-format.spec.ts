import { mayBeOpenAiFormat } from './openai-format.js';

const seen = (text: string, isWhole: boolean, stream: boolean) => mayBeOpenAiFormat(Buffer.from(text), isWhole, stream);

describe('the first bytes of a chat’s answer', () => {
  it.each(['{"id":"x","choices":[]}', ' \n{"choices":[{}]}\n', '\uFEFF{"choices":[]}', '{"a":1,"choices": []}'])('are of the format: %j', (text) => {
    expect([seen(text, true, false), seen(text, true, true), seen(text, false, false)]).toEqual([true, true, true]);
  });

  it.each(['{', '\n', '{"id":"chatcmpl', ' '])('may become an answer: %j', (text) => {
    expect(seen(text, false, false)).toBe(true);
  });

  it.each(['upstream is fine', '<html>{"choices":[]}</html>', '{"ok":true}', '{"id":"x","choi', '{"a":{"choices": []}}', '{"choices":[}', '{"choices":[]} x', '[]', '"x"', 'null', '', ' '])('are none when whole: %j', (text) => {
    expect(seen(text, true, false)).toBe(false);
  });

  it.each(['data: {"choices":[]}\n\n', 'data:{}', ': OPENROUTER\n\n', 'event: x\ndata: 1\n\n', '\r\ndata: {"x":1}', 'id: 7\n', 'retry: 3\n', '[{"error":1}]'])('are a stream: %j', (text) => {
    expect([seen(text, true, true), seen(text, false, true)]).toEqual([true, true]);
  });

  it.each(['d', 'dat', 'eve', '\uFEFFd'])('may become a stream: %j', (text) => {
    expect([seen(text, false, true), seen(text, true, true)]).toEqual([true, false]);
  });

  it.each(['upstream is fine', '<html>', 'database is away', 'data: upstream is fine', '\r\ndata: x\n\n', 'x'.repeat(5000)])('are no stream: %j', (text) => {
    expect([seen(text, true, true), seen(text, false, true)]).toEqual([false, false]);
  });
});
