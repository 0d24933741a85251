import { endsInTheMiddle } from './cut-response.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const EVENTS = 'text/event-stream; charset=utf-8';

describe('an answer that ends in the middle', () => {
  it.each([
    [JSON_TYPE, '{"choices":[{"message":{"content":"Hel'],
    [JSON_TYPE, ''],
    [JSON_TYPE, '[{"candidates":[]},\r\n'],
    [EVENTS, 'data: {"a":1}\n\ndata: {"choices":[{"del'],
    [EVENTS, 'event: x\r\ndata:{"type":"content_block_del'],
    [EVENTS, 'data: ['],
  ])('is seen: %s %j', (type, tail) => expect(endsInTheMiddle(type, tail)).toBe(true));
});

describe('an answer that is whole', () => {
  it.each([
    [JSON_TYPE, '{"choices":[]}'],
    [JSON_TYPE, '[{"candidates":[]}]\n'],
    [EVENTS, 'data: {"a":1}\n\n'],
    [EVENTS, 'data: {"a":1}\r\n\r\n'],
    [EVENTS, 'data: {"a":1}\n\ndata: [DONE]'],
    [EVENTS, 'data: {"a":1}\n\ndata: {"b":"]"}'],
    [EVENTS, ': still there'],
    [EVENTS, 'data: bare words'],
    [EVENTS, ''],
    ['audio/mpeg', 'xx{'],
    ['text/plain', '{'],
    ['text/vtt', 'WEBVTT'],
  ])('is taken: %s %j', (type, tail) => expect(endsInTheMiddle(type, tail)).toBe(false));
});

// Steps that grow with the square of a line would take hours.
it.each([
  [EVENTS, `data: {"a":"${'x'.repeat(2_000_000)}"}\n\n`, false],
  [EVENTS, `data: {"a":"${'x'.repeat(2_000_000)}`, true],
  ['application/json', `{"a":1}${' '.repeat(2_000_000)}x`, true],
])('a long end of %s is read once', (type, tail, isCut) => expect(endsInTheMiddle(type, tail)).toBe(isCut));
