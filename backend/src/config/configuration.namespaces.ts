import { namespace } from './namespace.js';

/** Where the HTTP server listens and how browsers reach it. */
export const httpConfig = namespace('http', 'port', 'host', 'publicUrl', 'trustedProxies');

/** Where clients reach us, for links in answers. */
export const addressConfig = namespace('address', 'publicUrl', 'isPublicUrlSet');

/** Who may have an account. */
export const registrationConfig = namespace('registration', 'registration');

/** What signs the session cookies. */
export const sessionsConfig = namespace('sessions', 'jwtSecret', 'dataDir');

/** The administrator that exists from the first start. */
export const firstAdminConfig = namespace('firstAdmin', 'admin');

/** How the providers are reached. */
export const providersConfig = namespace('providers', 'providers', 'providerOrigins', 'providerProxy');

/** How long the providers may take. */
export const providerTimesConfig = namespace('providerTimes', 'providerTimeoutMs', 'providerStreamTimeoutMs');

/** The operator's own keys, for their one reader. */
export const platformKeysConfig = namespace('platformKeys', 'platformKeys');

/** Where those lie that may be replaced while the process runs. */
export const platformKeyFilesConfig = namespace('platformKeyFiles', 'platformKeyFiles');

/** What the platform pays for. */
export const platformLimitsConfig = namespace('platformLimits', 'planLimits', 'platformRubPerDay', 'platformRubPerUserDay');

export const catalogConfig = namespace('catalog', 'catalogFile');

export const databaseConfig = namespace('database', 'databaseUrl', 'dataDir');

/** Where files lie. */
export const storageConfig = namespace('storage', 'dataDir');

/** What opens envelopes, and for how long a retired key still does. */
export const transitConfig = namespace('transit', 'transitKeys', 'transitRoot', 'jobTtlSeconds');

/** What signs receipts. */
export const receiptsConfig = namespace('receipts', 'receiptKeys', 'dataDir');

export const queueConfig = namespace('queue', 'queueUrl');

export const jobsConfig = namespace('jobs', 'jobTtlSeconds', 'jobConcurrency');

/** Who may read the metrics. */
export const metricsConfig = namespace('metrics', 'metricsToken');

/** All of them. */
export const NAMESPACES = [
  httpConfig,
  addressConfig,
  registrationConfig,
  sessionsConfig,
  firstAdminConfig,
  providersConfig,
  providerTimesConfig,
  platformKeysConfig,
  platformKeyFilesConfig,
  platformLimitsConfig,
  catalogConfig,
  databaseConfig,
  storageConfig,
  transitConfig,
  receiptsConfig,
  queueConfig,
  jobsConfig,
  metricsConfig,
] as const;
