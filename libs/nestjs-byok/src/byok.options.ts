import { PROVIDERS, type ByokError, type CredentialSource, type Plan, type ProviderId } from '#contracts';
import type { FinishedCall } from './calls/finished-call.js';
import type { GivenCaller } from './caller/byok-caller.js';
import type { HostRequest } from './http/host-http.js';
import type { CatalogData } from './strategy/catalog/catalog-data.js';
import type { ProviderTimes } from './strategy/transport/response-limits.js';
import { TransitKeysError, parseTransitKeys } from './transit/configured-keys.js';

/** Injection token of the validated `ByokModuleOptions`. */
export const BYOK_OPTIONS = Symbol('BYOK_OPTIONS');

/** Whose key would be used, and where. */
export interface UsedCredential {
  readonly source: CredentialSource;
  readonly provider: ProviderId;
}

/** What the host application gives. Everything has a default but `callerOf`, which an application with routes must give. */
export interface ByokModuleOptions {
  /**
   * Who makes a request: a port. Asked once for each request to a route marked `@UseByok()`, after the guards: it looks
   * at what those left there, and asks no database.
   * @returns undefined when nobody is signed in
   */
  callerOf?(request: HostRequest): GivenCaller | undefined;
  /** Why a key may not be used now, such as a provider that an administrator switched off: a port, asked before every call. Default: all may. */
  refusalOf?(credential: UsedCredential): ByokError | undefined;
  /** What to do with a provider call that has ended: a port, told once behind the end of each request or job that made one. Nobody waits for it. */
  onCallFinished?(call: FinishedCall): void | Promise<void>;

  /** `<kid>:<private key>`, separated by commas (see `parseTransitKeys`); undefined: generated in memory and rotated. Needed as soon as processes share envelopes. */
  readonly transitKeys?: string | undefined;
  /** The operator's Ed25519 public key, 32 bytes in base64url; every one of `transitKeys` then is signed by it. */
  readonly transitRoot?: string | undefined;
  /** Hours between rotations of generated keys; default 24. */
  readonly rotationHours?: number | undefined;
  /** Longest life of a job's envelope, in seconds, default a day: a retired key still opens for that long, and at least for 10 minutes. */
  readonly jobTtlSeconds?: number | undefined;

  /** The models, as `readCatalogFile` reads them; default: the catalog that comes with the module. */
  readonly catalog?: CatalogData | undefined;
  /** Providers that the emulator stands in for; default: none. It is no part of production builds. */
  readonly emulated?: readonly ProviderId[] | undefined;
  /** Where a provider is reached in place of its own address. */
  readonly providerOrigins?: Readonly<Partial<Record<ProviderId, string>>> | undefined;
  /** URL of an HTTP proxy for all calls to providers. */
  readonly providerProxy?: string | undefined;
  /** How long providers may take; default: 10 minutes to the first byte, 60 s to the head of a stream. */
  readonly providerTimes?: ProviderTimes | undefined;

  /** The platform's own keys, which pay where a user's may not or is none; default: none. Read once. */
  readonly platformKeys?: Readonly<Partial<Record<ProviderId, string>>> | undefined;
  /** The longest answer, in tokens, that the platform pays for; default: 65,536. */
  readonly maxOutputTokens?: Readonly<Record<Plan, number>> | undefined;

  /** What the operator knows these options by, such as environment variables, for messages to the operator; default: their names here. */
  readonly settingNames?: Readonly<Partial<Record<NamedSetting, string>>> | undefined;
}

/** An option that messages to the operator name. */
export type NamedSetting = 'transitKeys' | 'transitRoot' | 'providerProxy';

/** What the operator knows an option by. */
export function settingName({ settingNames }: Pick<ByokModuleOptions, 'settingNames'>, option: NamedSetting): string {
  return settingNames?.[option] ?? option;
}

/**
 * Checks options before anything is built on them.
 * @throws TransitKeysError, RangeError with a message that holds no value
 */
export function validateOptions(options: ByokModuleOptions): ByokModuleOptions {
  checkTransitKeys(options);
  if (options.rotationHours !== undefined && !(options.rotationHours > 0 && options.rotationHours <= 24 * 20)) {
    throw new RangeError('rotationHours must be above 0 and at most 480.');
  }
  if (options.jobTtlSeconds !== undefined && !(options.jobTtlSeconds > 0 && options.jobTtlSeconds <= 7 * 86_400)) {
    throw new RangeError('jobTtlSeconds must be above 0 and at most 604800 (a week).');
  }
  if (options.emulated?.some((provider) => !PROVIDERS.includes(provider)) === true) {
    throw new RangeError(`emulated may name ${PROVIDERS.join(', ')}.`);
  }
  return options;
}

function checkTransitKeys(options: ByokModuleOptions): void {
  const keysName = settingName(options, 'transitKeys');
  const rootName = settingName(options, 'transitRoot');
  if (options.transitKeys === undefined) {
    if (options.transitRoot !== undefined) throw new TransitKeysError(`${rootName} is set without ${keysName}: generated keys bear no signature`);
    return;
  }
  try {
    parseTransitKeys(options.transitKeys, options.transitRoot, rootName);
  } catch (error) {
    if (!(error instanceof TransitKeysError)) throw error;
    throw new TransitKeysError(`${keysName} is wrong: ${error.message}`);
  }
}
