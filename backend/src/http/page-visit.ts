import type { FastifyRequest } from 'fastify';
import { LANGUAGE_COOKIE, SECURE_XSRF_COOKIE, THEME_COOKIE, VAULT_COOKIE, XSRF_COOKIE } from '#contracts';

/** What is known of somebody who asks for a page. */
export interface PageVisit {
  /** Of the URL, without the query. */
  path: string;
  language: 'ru' | 'en';
  /** Chosen over what the system says. */
  theme?: 'light' | 'dark';
  /**
   * Whether a session's cookie was sent with the request; the client finds out whether it is valid. Undefined for a
   * visitor who follows a link from another site: browsers then keep these cookies back.
   */
  signedIn?: boolean;
  /** Whether this browser has kept a vault, as far as the client said. */
  vault?: boolean;
}

export function readVisit({ raw, headers }: Pick<FastifyRequest, 'raw' | 'headers'>): PageVisit {
  const cookies = cookiesOf(headers.cookie);
  const language = cookies.get(LANGUAGE_COOKIE);
  const theme = cookies.get(THEME_COOKIE);
  const signedIn = cookies.has(XSRF_COOKIE) || cookies.has(SECURE_XSRF_COOKIE);
  return {
    path: (raw.url ?? '/').split('?', 1)[0] ?? '/',
    language: language === 'ru' || language === 'en' ? language : preferredLanguage(headers['accept-language']),
    ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
    ...(signedIn || headers['sec-fetch-site'] !== 'cross-site' ? { signedIn } : {}),
    vault: cookies.has(VAULT_COOKIE),
  };
}

function cookiesOf(header = ''): Map<string, string> {
  const pairs = header.split(';').map((pair) => pair.trim().split('=', 2));
  return new Map(pairs.map(([name = '', value = '']) => [name, value]));
}

/** The client's own choice: the first of its languages that the browser asks for, else English. */
function preferredLanguage(header = ''): PageVisit['language'] {
  const wanted = header.split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  return wanted.find((language) => language === 'ru' || language === 'en') ?? 'en';
}
