import { faceOf, isApiRoute } from './face.js';

describe('the face of a route', () => {
  it.each([
    ['/api/v1/chat/completions', 'openai'],
    ['/api/v1', 'openai'],
    ['/api/openai/v1/models?after=1', 'openai'],
    ['/api/anthropic/v1/messages', 'anthropic'],
    ['/api/gemini/v1beta/models/x:generateContent', 'gemini'],
    ['/api/gemini/%zz', 'gemini'],
    ['/api/v1x/chat', 'product'],
    ['/api/geminis', 'product'],
    ['/api/me', 'product'],
    ['/', 'product'],
    ['', 'product'],
  ])('of %s is %s', (url, face) => {
    expect(faceOf(url)).toBe(face);
  });

  it('tells API routes from pages', () => {
    expect(['/api', '/api/', '/api/x', '/api?x'].map(isApiRoute)).toEqual([true, true, true, true]);
    expect(['/', '/apis', '/settings/api'].map(isApiRoute)).toEqual([false, false, false]);
  });
});
