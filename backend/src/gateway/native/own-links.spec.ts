import { ownAddress, ownLink, withOwnResultLinks } from './own-links.js';

const OURS = 'https://byok.example.com';

describe('our address', () => {
  it("is the operator's word, or the request's own host, where that looks like one", () => {
    const request = { protocol: 'http' as const, host: '127.0.0.1:3000' };
    expect(ownAddress(request, OURS)).toBe(OURS);
    expect(ownAddress(request, undefined)).toBe('http://127.0.0.1:3000');
    expect(ownAddress({ ...request, host: 'a/b"c' }, undefined)).toBeUndefined();
  });
});

describe('a link of a provider', () => {
  it('leads through us when the path passes here, and is none otherwise', () => {
    const upload = 'https://generativelanguage.googleapis.com/upload/v1beta/files?upload_id=1';
    expect(ownLink(upload, 'POST', 'gemini', OURS)).toBe(`${OURS}/api/gemini/upload/v1beta/files?upload_id=1`);
    expect(ownLink(upload, 'GET', 'gemini', OURS)).toBeUndefined();
    expect(ownLink(upload, 'POST', 'gemini', undefined)).toBeUndefined();
    for (const link of ['https://evil.example/', 'not a link', 'https://x/v1beta/../admin', 'https://x/v1/images']) expect(ownLink(link, 'POST', 'gemini', OURS)).toBeUndefined();
  });

  it('to the results of a batch is ours, and every other byte stays', () => {
    const results = 'https://api.anthropic.com/v1/messages/batches/msgbatch_1/results';
    const own = `${OURS}/api/anthropic/v1/messages/batches/msgbatch_1/results`;
    const of = (link: unknown) => `{ "data": [{"results_url" : ${JSON.stringify(link)}, "note": "\\"results_url\\":\\"${results}\\""}] }`;
    expect(withOwnResultLinks(of(results), 'anthropic', OURS)).toBe(of(own));
    expect(withOwnResultLinks(of(null), 'anthropic', OURS)).toBe(of(null));
    expect(withOwnResultLinks(of('https://elsewhere.example/x'), 'anthropic', OURS)).toBe(of('https://elsewhere.example/x'));
  });
});
