import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { BYOK_OPTIONS, settingName, type ByokModuleOptions } from '../../byok.options.js';
import type { ProxyError } from './proxy-error.js';

/** The same failure is logged again after this many milliseconds. */
const SILENCE_MS = 60_000;

const ADVICE: Readonly<Record<string, string>> = {
  403: 'it does not allow the provider or its port',
  407: 'check the user and the password in its URL',
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its host name is not known',
};

/** Reports to the operator that the proxy fails: one line for each way of failing, once a minute. Never its URL. */
@Injectable()
export class ProxyFailureLog {
  private readonly logger: Pick<Logger, 'warn'>;
  readonly #loggedAt = new Map<string, number>();

  constructor(
    @Inject(BYOK_OPTIONS) private readonly options: ByokModuleOptions,
    @Optional() @InjectPinoLogger('ProviderProxy') pinoLogger?: PinoLogger,
  ) {
    this.logger = pinoLogger ?? new Logger('ProviderProxy');
  }

  write({ reason }: ProxyError): void {
    const now = performance.now();
    if (now - (this.#loggedAt.get(reason) ?? -Infinity) < SILENCE_MS) return;
    this.#loggedAt.set(reason, now);
    const advice = ADVICE[reason];
    this.logger.warn(`${settingName(this.options, 'providerProxy')} opens no connection to a provider (${reason})${advice === undefined ? '' : `: ${advice}`}.`);
  }
}
