export { configOptions } from './config-options.js';
export type { Configuration } from './configuration.js';
export { ConfigurationError, type Environment } from './configuration-entry.js';
export {
  addressConfig,
  catalogConfig,
  databaseConfig,
  firstAdminConfig,
  httpConfig,
  jobsConfig,
  metricsConfig,
  platformKeyFilesConfig,
  platformKeysConfig,
  platformLimitsConfig,
  providerTimesConfig,
  providersConfig,
  queueConfig,
  receiptsConfig,
  registrationConfig,
  sessionsConfig,
  storageConfig,
  transitConfig,
} from './configuration.namespaces.js';
export { emulatedProviders } from './emulated-providers.js';
export { forgetSecrets } from './forget-secrets.js';
export { ENTRIES } from './configuration.entries.js';
export { generatedSecret } from './generated-secret.js';
export type { ReceiptKeySetting } from './receipt-keys.js';
export { readConfiguration } from './read-configuration.js';
export { DEFAULT_PLAN_LIMITS, type PlanLimits } from './plan-limits.js';
export { PLATFORM_KEY_FILE_NAMES, readPlatformKeyFile } from './platform-key-file.js';
