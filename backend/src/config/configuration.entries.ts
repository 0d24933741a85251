import { resolve } from 'node:path';
import { bearerToken, ed25519PublicKey, host, link, minimumLength, oneOf, origin, origins, providerKey, proxy, roubles, text, trustedProxies, url, wholeNumber } from './parsers.js';
import type { ConfigurationEntry } from './configuration-entry.js';
import { readPlanLimits } from './plan-limits.js';
import { receiptKeys } from './receipt-keys.js';

function entry<T>(
  name: string,
  description: string,
  example: string,
  parse: (text: string) => T,
  fallback: T,
  sensitive = false,
): ConfigurationEntry<T> {
  return { name, description, example, parse, fallback, sensitive };
}

function optional<T>(name: string, description: string, example: string, parse: (text: string) => T) {
  return entry<T | undefined>(name, description, example, parse, undefined);
}

function secret<T>(name: string, description: string, example: string, parse: (text: string) => T) {
  return entry<T | undefined>(name, description, example, parse, undefined, true);
}

const providerOrigin = (provider: string) =>
  optional(`${provider}_BASE_URL`, 'Origin of the provider, without the version path; makes this provider live. Default: its own', 'https://proxy.example.com', origin);

const platformKey = (provider: string) =>
  secret(`${provider}_API_KEY`, "The platform's own key for the provider; without it only users' keys pay there", '<the key>', providerKey);

/** Every variable the application reads; the README's table and the checks come from here. */
export const ENTRIES = {
  environment: entry('NODE_ENV', '`production`: the real providers unless `PROVIDERS` says otherwise; the image for it ships without the emulator', 'production', text, 'development'),
  port: entry('PORT', 'Port of the HTTP server', '3000', wholeNumber(0, 65_535), 3000),
  host: entry('HOST', 'Address the HTTP server listens on', '0.0.0.0', host, '127.0.0.1'),
  publicUrl: optional('PUBLIC_URL', 'Where browsers reach the application; default: HOST and PORT over http', 'https://byok.example.com', origin),
  trustedProxies: optional('TRUSTED_PROXIES', 'Proxies in front, whose `x-forwarded-for` is believed: addresses and networks, or how many stand in a row. Default: none', '10.0.0.0/8, 127.0.0.1', trustedProxies),
  corsOrigins: optional('CORS_ORIGINS', 'Origins of other pages that may call with a personal token, by commas; default: none', 'https://app.example.com, http://localhost:5173', origins),
  registration: entry('REGISTRATION', 'Who may register: `open`: anybody; `invite`: anyone with an invitation; `closed`: nobody', 'invite', oneOf('open', 'invite', 'closed'), 'open'),
  supportUrl: optional('SUPPORT_URL', 'Where users write to the administrator: a page, or `mailto:`; the client links to it wherever it says so. Default: no link', 'mailto:help@example.com', link('mail')),
  termsUrl: optional('TERMS_URL', 'Terms of use, linked from the client. Default: no link', 'https://example.com/terms', link('pages')),
  privacyUrl: optional('PRIVACY_URL', 'Privacy policy, linked from the client. Default: no link', 'https://example.com/privacy', link('pages')),
  providers: optional('PROVIDERS', '`sandbox`: the emulator; `live`: the real providers. Default: sandbox; in production live', 'live', oneOf('sandbox', 'live')),
  openaiOrigin: providerOrigin('OPENAI'),
  anthropicOrigin: providerOrigin('ANTHROPIC'),
  geminiOrigin: providerOrigin('GEMINI'),
  cloudruOrigin: providerOrigin('CLOUDRU'),
  openaiKey: platformKey('OPENAI'),
  anthropicKey: platformKey('ANTHROPIC'),
  geminiKey: platformKey('GEMINI'),
  cloudruKey: platformKey('CLOUDRU'),
  providerProxy: secret('PROVIDER_PROXY', 'HTTP(S) proxy for provider calls, by CONNECT; default: none', 'http://user:password@proxy.example.com:3128', proxy),
  providerTimeoutMs: entry(
    'PROVIDER_TIMEOUT_MS',
    "Milliseconds to the first byte of an answer that is not a stream; or as long as the client waits (`x-stainless-timeout`), if that is shorter. For a stream: from its head to its first byte",
    '600000',
    wholeNumber(50, 3_600_000),
    600_000,
  ),
  providerStreamTimeoutMs: optional('PROVIDER_STREAM_TIMEOUT_MS', "Milliseconds to the head of a stream. Default: 60000, or `PROVIDER_TIMEOUT_MS` where that is less", '60000', wholeNumber(50, 3_600_000)),
  databaseUrl: secret('DATABASE_URL', 'PostgreSQL server; default: the embedded one', 'postgres://user:password@db.example.com:5432/byok', url('postgres', 'postgresql')),
  queueUrl: secret('QUEUE_URL', 'Redis server; default: the database', 'redis://queue.example.com:6379', url('redis', 'rediss')),
  dataDir: entry('DATA_DIR', 'Folder of the embedded database, uploads and secrets made at the first start', '/var/lib/byok', (path) => resolve(path), resolve('.data')),
  jwtSecret: secret('JWT_SECRET', 'Signs session cookies; default: made at the first start and kept in DATA_DIR. Set it when API processes run on several hosts', '<32 or more random characters>', minimumLength(32)),
  transitKeys: secret('BYOK_TRANSIT_KEYS', 'Private transit keys, current first; default: made in memory. Set it when more than one process runs', '<the line that tools/make-transit-key.mjs prints>', text),
  receiptKeys: secret('BYOK_RECEIPT_KEYS', 'Private keys that sign receipts, current first; older ones stay published. Default: made at the first start and kept in DATA_DIR. Set it when processes run on several hosts', '<the line that tools/make-receipt-key.mjs prints>', receiptKeys),
  transitRoot: optional('BYOK_TRANSIT_ROOT', "Public half of an operator's offline key, which signs every entry of `BYOK_TRANSIT_KEYS` (docs/security/transit.md); clients pin it. Default: none", '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', ed25519PublicKey),
  jobTtlSeconds: entry('BYOK_JOB_TTL', "Seconds that a job's sealed key lives", '3600', wholeNumber(1, 604_800), 3600),
  jobConcurrency: entry('JOB_CONCURRENCY', 'Jobs at once in this process; 0: none', '4', wholeNumber(0, 1000), 4),
  catalogFile: optional('CATALOG_FILE', "Replaces the models' catalog; default: the built-in one", '/etc/byok/catalog.json', (path) => resolve(path)),
  planLimits: optional('PLAN_LIMITS_FILE', 'What one user of a plan may take of the platform (docs/operations/plan-limits.md); default: the limits named there', '/etc/byok/plan-limits.json', (path) => readPlanLimits(resolve(path))),
  platformRubPerDay: entry('PLATFORM_RUB_PER_DAY', "Roubles a day (UTC) that the platform's keys pay for all users together, at the catalog's prices", '20000', roubles, 5_000),
  platformRubPerUserDay: optional('PLATFORM_RUB_PER_USER_DAY', "Roubles a day that they pay for one user, whatever the plan allows. Default: the plan's limit alone", '50', roubles),
  metricsToken: secret('METRICS_TOKEN', 'Bearer token of /metrics; default: loopback only', '<16 or more random characters>', bearerToken(16)),
  adminEmail: optional('ADMIN_EMAIL', 'First administrator; default: none', 'admin@example.com', (value) => {
    if (!/^[^\s@]+@[^\s@]+$/.test(value)) throw new Error('must be an e-mail address');
    return value;
  }),
  adminPassword: secret('ADMIN_PASSWORD', "First administrator's password; goes with ADMIN_EMAIL", '<12 to 128 characters>', (value) => {
    if ([...value].length > 128) throw new Error('must have at most 128 characters');
    return minimumLength(12)(value);
  }),
  logLevel: entry('LOG_LEVEL', 'Least severe level that is logged', 'info', oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'), 'info'),
} as const;
