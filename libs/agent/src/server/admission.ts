import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { ByokError } from '#contracts';
import type { Target } from './agent-route.js';
import type { Placeholder } from './placeholder.js';

/** Where tools put a key. */
const CREDENTIAL_HEADERS = ['authorization', 'x-api-key', 'x-goog-api-key'] as const;

const KEY_HEADER = /^x-byok-.*-key(?:-|$)/;
const KEY_PARAMETER = /^(?:key|api_key|x-byok-.*)$/i;

/** Query parameters as they were written, each with its decoded name. */
export function parametersOf(query: string): { readonly name: string; readonly value: string; readonly text: string }[] {
  return query.split('&').map((text) => {
    const [[name, value] = ['', '']] = new URLSearchParams(text);
    return { name, value, text };
  });
}

/**
 * Refuses what is not for this agent at all: pages of the web, which may reach the loopback address through the user's
 * browser, come with an Origin or, after their name was made to point here, with a Host of their own.
 * @throws ByokError
 */
export function refuseForeign({ rawHeaders, headers }: Pick<IncomingMessage, 'rawHeaders' | 'headers'>, port: number): void {
  const hosts = rawHeaders.filter((_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host');
  const own = ['127.0.0.1', 'localhost'].flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
  if (hosts.length !== 1 || !own.includes(hosts[0]?.toLowerCase() ?? '')) throw refusal('forbidden', `The agent answers at http://127.0.0.1:${port} and http://localhost:${port} only: use one of them as the base URL.`);
  if (headers.origin !== undefined) throw refusal('forbidden', 'The agent does not serve pages of the web: a request with an Origin header is refused.');
}

/**
 * Lets a request pass that presents the placeholder, and nothing but it, in one of the places where tools put a key.
 * Gemini's `?key=` counts among them, since tools of one field for Gemini send it so: the placeholder is worth nothing
 * elsewhere, the agent writes no URL anywhere, and the parameter does not go on to the platform.
 * @throws ByokError
 */
export function requirePlaceholder(headers: IncomingHttpHeaders, { route, query }: Target, placeholder: Placeholder): void {
  const parameters = query === undefined ? [] : parametersOf(query);
  const keys = parameters.filter(({ name }) => route.apiFormat === 'gemini' && name === 'key');
  if (parameters.some((one) => KEY_PARAMETER.test(one.name) && !keys.includes(one))) throw refusal('key_malformed', 'Keys do not travel in a URL: put the placeholder key where the tool asks for an API key. A real key that was sent so should be replaced.');
  const named = Object.keys(headers).find((name) => KEY_HEADER.test(name));
  if (named !== undefined) throw refusal('key_malformed', `The agent adds the keys itself: leave out the header ${named}.`);
  const presented = [...CREDENTIAL_HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [String(headers[name])])), ...keys.map(({ value }) => value)];
  if (presented.length === 0) throw refusal('unauthenticated', 'No key was sent: give the tool the placeholder key that the agent printed at its start.');
  // Each is compared, so that how long it takes says nothing.
  const wrong = presented.filter((value) => !placeholder.matches(value.replace(/^bearer +/i, ''))).length;
  if (wrong > 0) throw refusal('unauthenticated', 'The key is not the placeholder key that the agent printed at this start; it changes with each one. A real key has no place here: the agent holds it.');
}

function refusal(code: 'forbidden' | 'key_malformed' | 'unauthenticated', message: string): ByokError {
  return new ByokError(code, message, { shouldRetry: false });
}
