import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { readVisit } from './page-visit.js';

const visit = (headers: IncomingHttpHeaders, url = '/studio') => readVisit({ raw: { url } as FastifyRequest['raw'], headers });

describe('what is known of a visit', () => {
  it('is the path without the query', () => {
    expect(visit({}, '/settings/keys?forgotten=1').path).toBe('/settings/keys');
  });

  it.each([
    ['ru-RU,ru;q=0.9,en;q=0.8', 'ru'],
    ['de-DE,ru;q=0.5', 'ru'],
    ['en-GB', 'en'],
    ['de', 'en'],
    [undefined, 'en'],
  ])('chooses the language as the client does: %p', (languages, language) => {
    expect(visit({ 'accept-language': languages }).language).toBe(language);
  });

  it('prefers what was chosen before', () => {
    expect(visit({ 'accept-language': 'en', cookie: 'byok_language=ru; byok_theme=dark' })).toMatchObject({ language: 'ru', theme: 'dark' });
  });

  it('takes no other values from these cookies', () => {
    const { language, theme } = visit({ 'accept-language': 'ru', cookie: 'byok_language=__proto__; byok_theme="><script>' });
    expect([language, theme]).toEqual(['ru', undefined]);
  });

  it('tells whether a session’s cookie came along', () => {
    expect(visit({ cookie: 'a=b; XSRF-TOKEN=abc' }).signedIn).toBe(true);
    expect(visit({ cookie: 'NOT-XSRF-TOKEN=abc' }).signedIn).toBe(false);
  });

  it('leaves open who follows a link from another site, from where browsers send no such cookie', () => {
    expect(visit({ 'sec-fetch-site': 'cross-site' }).signedIn).toBeUndefined();
    expect(visit({ 'sec-fetch-site': 'none' }).signedIn).toBe(false);
  });
});
