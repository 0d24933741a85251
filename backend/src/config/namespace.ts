import { registerAs, type ConfigFactory, type ConfigFactoryKeyHost } from '@nestjs/config';
import type { Configuration } from './configuration.js';

/** Some of the settings under one name: `KEY` is their injection token, `ConfigType<typeof …>` their type. */
export type Namespace<T extends object> = (() => T) &
  ConfigFactoryKeyHost<T> & {
    /** The namespace filled from the settings of one application. */
    from(configuration: Configuration): ConfigFactory;
  };

/**
 * Registers settings under a name. What is registered is filled for each application by itself, since one process
 * may hold several with different settings.
 */
export function namespace<K extends keyof Configuration>(name: string, ...keys: readonly K[]): Namespace<Pick<Configuration, K>> {
  const unfilled = (): Pick<Configuration, K> => {
    throw new Error(`The settings "${name}" are filled by ConfigModule.forRoot(configOptions(configuration)), not by forFeature.`);
  };
  return Object.assign(registerAs(name, unfilled), {
    from: (configuration: Configuration) => registerAs(name, () => Object.fromEntries(keys.map((key) => [key, configuration[key]]))),
  });
}
