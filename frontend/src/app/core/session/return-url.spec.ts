import { safeReturnUrl } from './return-url.js';

describe('safeReturnUrl', () => {
  it('keeps a path of this application with its query and fragment', () => {
    expect(safeReturnUrl('/settings/keys?add=openai#form')).toBe('/settings/keys?add=openai#form');
  });

  it.each([
    null,
    '',
    'https://evil.example/studio',
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    '/sign-in?returnUrl=/sign-in',
    '/register',
  ])('leads to the Studio instead of %p', (value) => {
    expect(safeReturnUrl(value)).toBe('/studio');
  });
});
