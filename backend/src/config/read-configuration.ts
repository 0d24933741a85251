import type { ProviderId } from '#contracts';
import { ENTRIES } from './configuration.entries.js';
import { ConfigurationError, readEntry, type Environment } from './configuration-entry.js';
import type { Configuration } from './configuration.js';
import { DEFAULT_PLAN_LIMITS } from './plan-limits.js';
import { platformKeyFiles } from './platform-key-file.js';

/** To the head of a stream, in milliseconds. */
const STREAM_TIMEOUT_MS = 60_000;

type Entries = typeof ENTRIES;
type Values = { [K in keyof Entries]: ReturnType<Entries[K]['parse']> | Entries[K]['fallback'] };

function readAll(environment: Environment): Values {
  const values = Object.entries(ENTRIES).map(([key, entry]) => [key, readEntry<unknown>(environment, entry)]);
  return Object.fromEntries(values) as Values;
}

function present<T>(values: Record<ProviderId, T | undefined>): Partial<Record<ProviderId, T>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    Record<ProviderId, T>
  >;
}

/**
 * Reads and checks the whole environment.
 * @throws ConfigurationError naming the variable, what is wrong and an example, never the value
 */
export function readConfiguration(environment: Environment): Configuration {
  const values = readAll(environment);
  const production = values.environment === 'production';
  const providers = values.providers ?? (production ? 'live' : 'sandbox');
  if ((values.adminEmail === undefined) !== (values.adminPassword === undefined)) {
    const missing = values.adminEmail === undefined ? ENTRIES.adminEmail : ENTRIES.adminPassword;
    throw new ConfigurationError(missing.name, 'is missing: ADMIN_EMAIL and ADMIN_PASSWORD go together', missing.example);
  }
  if (values.jobConcurrency === 0 && values.transitKeys === undefined) {
    throw new ConfigurationError(
      'BYOK_TRANSIT_KEYS',
      'is missing: with JOB_CONCURRENCY=0 another process takes the jobs and must hold the same keys',
      ENTRIES.transitKeys.example,
    );
  }
  if (values.transitRoot !== undefined && values.transitKeys === undefined) {
    throw new ConfigurationError(
      'BYOK_TRANSIT_KEYS',
      'is missing: with BYOK_TRANSIT_ROOT every transit key is signed, and those made in memory are not',
      '<the line that npm run transit:sign prints>',
    );
  }
  return {
    production,
    port: values.port,
    host: values.host,
    publicUrl: values.publicUrl ?? `http://${values.host}:${values.port}`,
    isPublicUrlSet: values.publicUrl !== undefined,
    trustedProxies: values.trustedProxies,
    corsOrigins: values.corsOrigins ?? [],
    registration: values.registration,
    links: { support: values.supportUrl, terms: values.termsUrl, privacy: values.privacyUrl },
    providers,
    providerOrigins: present({
      openai: values.openaiOrigin,
      anthropic: values.anthropicOrigin,
      gemini: values.geminiOrigin,
      cloudru: values.cloudruOrigin,
    }),
    platformKeys: present({
      openai: values.openaiKey,
      anthropic: values.anthropicKey,
      gemini: values.geminiKey,
      cloudru: values.cloudruKey,
    }),
    platformKeyFiles: platformKeyFiles(environment),
    providerProxy: values.providerProxy,
    providerTimeoutMs: values.providerTimeoutMs,
    providerStreamTimeoutMs: values.providerStreamTimeoutMs ?? Math.min(STREAM_TIMEOUT_MS, values.providerTimeoutMs),
    databaseUrl: values.databaseUrl,
    queueUrl: values.queueUrl,
    dataDir: values.dataDir,
    jwtSecret: values.jwtSecret,
    transitKeys: values.transitKeys,
    receiptKeys: values.receiptKeys,
    transitRoot: values.transitRoot,
    jobTtlSeconds: values.jobTtlSeconds,
    jobConcurrency: values.jobConcurrency,
    catalogFile: values.catalogFile,
    platformRubPerDay: values.platformRubPerDay,
    platformRubPerUserDay: values.platformRubPerUserDay,
    planLimits: values.planLimits ?? DEFAULT_PLAN_LIMITS,
    metricsToken: values.metricsToken,
    admin:
      values.adminEmail !== undefined && values.adminPassword !== undefined
        ? { email: values.adminEmail, password: values.adminPassword }
        : undefined,
    logLevel: values.logLevel,
  };
}
