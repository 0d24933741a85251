import { withoutAccountNames } from './account-names.js';

describe('names of the account behind the platform\'s key', () => {
  it.each([
    'Rate limit reached for gpt-6-sol in organization org-Ab12Cd34Ef56 on tokens per min.',
    'The project proj_AbCdEf123456 does not exist.',
    'The model ft:gpt-6-luna:acme:internal:AbC123 is gone.',
    'Consumer project_number:123456789012 has been suspended.',
    'Permission denied on projects/acme-secret-project.',
    'tunedModels/internal-abc123 was not found',
  ])('are left out of %j', (text) => {
    const shown = withoutAccountNames(text, 'platform');
    expect(shown).toContain('[redacted]');
    expect(shown).not.toMatch(/Ab12|AbCdEf|AbC123|acme|123456789012|internal/);
    expect(withoutAccountNames(text, 'byok')).toBe(text);
  });

  it('are not mistaken for words', () => {
    for (const text of ['the user-provided organisation is user_error', 'for org-wide use', 'gpt-6-luna left: 3']) {
      expect(withoutAccountNames(text, 'platform').replace('user-provided', 'user-provided')).toContain(text.slice(0, 3));
    }
  });
});
