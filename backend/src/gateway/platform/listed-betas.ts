import type { IncomingHttpHeaders } from 'node:http';
import type { ProviderFields } from '#providers';
import { shownInHeader } from './shown-in-header.js';

/** Headers that name beta features, whichever provider's. */
const BETA_HEADERS = ['anthropic-beta', 'openai-beta'] as const;
/** At most this many names are repeated to the client. */
const MAX_NAMES = 50;

/** What becomes of a request's beta features under the platform's key. */
export interface ListedBetas {
  /** The headers to send in place of the client's; undefined: not sent. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Names that were left out, fit to be shown in a header. */
  readonly dropped: readonly string[];
}

/** The names in a header of betas. */
const namesIn = (value: string | readonly string[]): string[] => String(value).split(',').map((name) => name.trim()).filter((name) => name !== '');

/** All beta features of a request, fit to be shown in a header: for a route that writes its request to the provider anew, and passes none on. */
export function betasOf(headers: IncomingHttpHeaders): string[] {
  return BETA_HEADERS.flatMap((header) => namesIn(headers[header] ?? '').slice(0, MAX_NAMES).map(shownInHeader));
}

/** Sorts the beta features of a request: those on the provider's list go out under the platform's key. */
export function listedBetas(headers: IncomingHttpHeaders, fields: ProviderFields): ListedBetas {
  const kept: Record<string, string | undefined> = {};
  const dropped: string[] = [];
  for (const header of BETA_HEADERS) {
    const value = headers[header];
    if (value === undefined) continue;
    const names = namesIn(value);
    const listed = names.filter((name) => header === fields.betaHeader && fields.hasBeta(name));
    kept[header] = listed.length > 0 ? listed.join(',') : undefined;
    dropped.push(...names.filter((name) => !listed.includes(name)).slice(0, MAX_NAMES).map(shownInHeader));
  }
  return { headers: kept, dropped };
}
