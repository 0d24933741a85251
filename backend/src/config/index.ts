export { CONFIGURATION, InjectConfiguration, type Configuration } from './configuration.js';
export { ConfigurationError, type Environment } from './configuration-entry.js';
export { ConfigurationModule } from './configuration.module.js';
export { forgetSecrets } from './forget-secrets.js';
export { ENTRIES } from './configuration.entries.js';
export { readConfiguration } from './read-configuration.js';
export { DEFAULT_PLAN_LIMITS, type PlanLimits } from './plan-limits.js';
