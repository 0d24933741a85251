import { forgetLastMatch } from './forget-last-match.js';
import { redactText } from './redact-text.js';
import { secretForms } from './secret-forms.js';

/** As V8 keeps it. */
const lastText = () => (RegExp as unknown as { $_: string }).$_;

describe('the text of the last match', () => {
  const secret = 'sk-proj-0123456789+abcdefghij/"quoted"';

  it('is kept by V8, and forgotten when asked', () => {
    expect(/proj/.test(secret)).toBe(true);
    expect(lastText()).toBe(secret);
    forgetLastMatch();
    expect(lastText()).not.toContain('proj');
  });

  it.each([secret, 'sk-proj-0123456789abcdefghij'])('is none of the key %s after its forms were made', (key) => {
    forgetLastMatch();
    expect(secretForms(Buffer.from(key)).length).toBeGreaterThan(5);
    expect(lastText()).toBe('.');
  });

  it('is none that was redacted', () => {
    expect(redactText(`The key ${secret} is wrong.`)).not.toContain('0123456789');
    expect(lastText()).not.toContain('sk-');
  });
});
