import { redactText } from './redact-text.js';
import { isSecretName } from './redact-headers.js';

const LENGTH = 400_000;
const text = (piece: string, end = '') => piece.repeat(LENGTH / piece.length) + end;

/** Steps that grow with the square of the text would take minutes to hours. */
describe('long texts of many beginnings', () => {
  it.each(['-eyJ', '-sk-', 'AIza', '-AQ.', '-ya29.', 'byok1.', 'byok_pat_', 'x-byok-a-key', 'cookie', 'bearer ', '***', '-*', 'a-', '"password":', 'password= ', '?key=', '\\"api_key\\"', ' ', '\n'])('of %j are read once', (piece) => {
    const redacted = redactText(text(piece, ' password=s3cret-of-the-test'));
    expect(redacted).not.toContain('s3cret-of-the-test');
  });

  it.each(['-key-', '-keys', 'x-byok-'])('of %j are no trouble in a name', (piece) => {
    expect(isSecretName(`x-byok-${text(piece)}\n`)).toBe(piece === '-key-');
  });
});

it.each(['x-byok-openai-key', 'x-byok-openai-key-2', 'X-Byok-Gemini-Key-3'])('%s is a secret in a text and as a name', (name) => {
  expect(isSecretName(name)).toBe(true);
  expect(redactText(`{"${name}":"unlike-any-known-form"} ${name}: unlike-any-known-form`)).not.toContain('unlike');
});
