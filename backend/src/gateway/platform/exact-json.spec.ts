import { parseExactly } from './exact-json.js';

describe('a body that is read and written again', () => {
  it.each(['{"id":12345678901234567890}', '{"a":[1e400,-0.12345678901234567891,1E5]}', '{"a":{"b":9007199254740993}}', '{"a":"1234567890123456789"}', '{"a":1.5,"b":[]}'])('keeps %s', (text) => {
    expect(JSON.stringify(parseExactly(text))).toBe(text);
  });
});
