import { Logger } from '@nestjs/common';
import type { ProxyError } from './proxy-error.js';

/** The same failure is logged again after this many milliseconds. */
const SILENCE_MS = 60_000;

const ADVICE: Readonly<Record<string, string>> = {
  403: 'it does not allow the provider or its port',
  407: 'check the user and the password in its URL',
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its host name is not known',
};

/** Tells the operator of a proxy that fails: one line for each way of failing, once a minute. Never its URL. */
export class ProxyFailureLog {
  readonly #logger = new Logger('ProviderProxy');
  readonly #loggedAt = new Map<string, number>();

  write({ reason }: ProxyError): void {
    const now = performance.now();
    if (now - (this.#loggedAt.get(reason) ?? -Infinity) < SILENCE_MS) return;
    this.#loggedAt.set(reason, now);
    const advice = ADVICE[reason];
    this.#logger.warn(`PROVIDER_PROXY opens no connection to a provider (${reason})${advice === undefined ? '' : `: ${advice}`}.`);
  }
}
