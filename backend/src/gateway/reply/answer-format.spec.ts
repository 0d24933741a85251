import { mayBeAnswer, type AskedFor } from './answer-format.js';

const plain: AskedFor = { contentType: 'application/json', isStream: false, isArrayStream: false };
const stream: AskedFor = { contentType: 'text/event-stream', isStream: true, isArrayStream: false };
const array: AskedFor = { contentType: 'application/json', isStream: true, isArrayStream: true };

describe('the beginning of an answer', () => {
  it.each<[AskedFor, string]>([
    [plain, 'null'],
    [plain, 'n'],
    [plain, '[]'],
    [plain, '[{"candidates":[]}]'],
    [plain, '"words"'],
    [plain, '42'],
    [plain, 'true'],
    [plain, 'Bad gateway'],
    [plain, '<html>'],
    [plain, 'data: {}\n\n'],
    [stream, 'null'],
    [stream, '[]'],
    [stream, 'Bad gateway'],
    [array, '[]'],
    [array, ' [ ]\n'],
    [array, 'null'],
    [{ ...plain, contentType: '' }, 'null'],
    [{ ...plain, contentType: 'text/plain' }, 'OK'],
  ])('is not of the format: %j %j', (asked, first) => expect(mayBeAnswer(Buffer.from(first), true, asked)).toBe(false));

  it.each<[AskedFor, string]>([
    [plain, '{}'],
    [plain, '\uFEFF{"a":1}'],
    [plain, '\n\n {"a":1}'],
    [{ ...plain, contentType: '' }, '{"a":1}'],
    [{ ...plain, contentType: 'audio/mpeg' }, 'ID3'],
    [stream, 'data: {}\n\n'],
    [stream, 'event: x\n'],
    [stream, ': waiting\n'],
    [stream, '{"object":"chat.completion"}'],
    [array, '[{"candidates":[]}]'],
    [array, 'data: {}\n\n'],
  ])('may be of the format: %j %j', (asked, first) => expect(mayBeAnswer(Buffer.from(first), true, asked)).toBe(true));

  it.each<[AskedFor, string]>([
    [plain, '\n'],
    [stream, 'da'],
    [stream, 'e'],
    [array, '['],
  ])('is not known yet: %j %j', (asked, first) => expect(mayBeAnswer(Buffer.from(first), false, asked)).toBe(true));
});
