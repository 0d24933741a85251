import type { ByokProviderId } from '#contracts';
import type { FastifyRequest } from 'fastify';
import { nativeCall } from './native-paths.js';

/** Header values in which a provider says where something of the call's goes on. */
export const LINK_HEADERS = ['x-goog-upload-url', 'x-goog-upload-control-url'];
/** Where an Anthropic batch has its results; a quote inside a text is escaped, so that no text can look like it. */
const RESULTS_URL = /("results_url"\s{0,8}:\s{0,8})"(https?:[^"\\]{1,2048})"/g;
const HOST = /^[\w.:[\]-]{1,255}$/;

/**
 * Where a client reaches us, without a trailing slash: the operator's word, or else the request's own.
 * @param publicUrl undefined when the operator named none
 */
export function ownAddress({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>, publicUrl: string | undefined): string | undefined {
  if (publicUrl !== undefined) return publicUrl;
  return HOST.test(host) ? `${protocol}://${host}` : undefined;
}

/**
 * A link in a provider's answer, rewritten to our address; undefined for one that no route of ours serves.
 * @param address as of `ownAddress`
 */
export function ownLink(link: string, method: 'GET' | 'POST', provider: ByokProviderId, address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(link)) return undefined;
  const { pathname, search } = new URL(link);
  if (nativeCall(provider, method, pathname.slice(1), search.slice(1)) === undefined) return undefined;
  return `${address}/api/${provider}${pathname}${search}`;
}

/** The JSON of a batch, or a list of them, whose results are fetched through us. Every other byte stays. */
export function withOwnResultLinks(json: string, provider: ByokProviderId, address: string | undefined): string {
  return json.replace(RESULTS_URL, (whole: string, name: string, link: string) => {
    const own = ownLink(link, 'GET', provider, address);
    return own === undefined ? whole : `${name}${JSON.stringify(own)}`;
  });
}
