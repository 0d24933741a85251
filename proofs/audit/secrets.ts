import { createECDH } from 'node:crypto';
import { PROVIDERS, type ByokProviderId, type ProviderId } from '#contracts';
import { randomCore, type Sought } from '#redaction/search';

/** The classes of what planted leaks leak; each has keys of its own, so that one leak proves nothing for another. */
export const LEAKS = ['log line', 'job data', 'error body', 'cache', 'closure', 'temporary file', 'metric label'] as const;
export type Leak = (typeof LEAKS)[number];

/** Everything that must be nowhere, or only where it belongs. */
export interface RunSecrets {
  /** In every user's key. */
  readonly keys: string;
  readonly platform: string;
  readonly jwt: string;
  readonly transit: string;
  readonly metricsToken: string;
  readonly adminPassword: string;
  readonly userPassword: string;
  /** In every prompt of a call; the emulator's answers repeat it. */
  readonly prompts: string;
  /** In every text that is given to a job. */
  readonly texts: string;
  readonly control: string;
}

export function makeSecrets(): RunSecrets {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  return {
    keys: randomCore(),
    platform: randomCore(),
    jwt: randomCore(40),
    transit: Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32).toString('base64url'),
    metricsToken: randomCore(),
    adminPassword: randomCore(),
    userPassword: randomCore(),
    prompts: randomCore(),
    texts: randomCore(),
    control: randomCore(),
  };
}

/** A kind of place: what may stand there besides nothing is told by `BELONGS`. */
export type PlaceKind = 'log' | 'database' | 'database log' | 'rows' | 'queue' | 'data' | 'temporary' | 'responses' | 'metrics' | 'heap' | 'process';

/** Where each secret but the control belongs. The users' keys belong nowhere. */
const BELONGS: Readonly<Record<Exclude<keyof RunSecrets, 'control'>, readonly PlaceKind[]>> = {
  keys: [],
  platform: ['heap'],
  jwt: ['heap'],
  transit: ['heap'],
  metricsToken: ['heap'],
  adminPassword: ['heap'],
  userPassword: [],
  prompts: ['responses'],
  texts: ['database', 'database log', 'rows', 'data', 'responses'],
};

/** The name of the secret that must be found. */
export const CONTROL = 'control';

/** What must not be found in a place of this kind. */
export function soughtIn(kind: PlaceKind, secrets: RunSecrets): readonly Sought[] {
  const named = Object.entries(BELONGS).filter(([, kinds]) => !kinds.includes(kind));
  return named.map(([name]) => ({ name, secret: secrets[name as keyof RunSecrets] }));
}

const PREFIXES: Readonly<Record<ByokProviderId, string>> = { openai: 'sk-proj-', anthropic: 'sk-ant-api03-', gemini: 'AIzaSy' };

/** A key that the emulator treats as `standing` says (`good` works), with the run's mark in it. */
export function canary(core: string, provider: ByokProviderId, standing: string, label: string): string {
  return `${PREFIXES[provider]}sandbox-${standing}-${label}-${core}`;
}

/** A key that no pattern knows: only masking by value can hide it. */
export function shapelessCanary(core: string, standing: string, label: string): string {
  return `sandbox/-${standing}/${label}/${core}`;
}

export function platformKeys(core: string): Readonly<Record<ProviderId, string>> {
  return Object.fromEntries(PROVIDERS.map((provider) => [provider, `platform-sandbox-${provider}-${core}`])) as Record<ProviderId, string>;
}
