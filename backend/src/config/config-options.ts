import type { ConfigModuleOptions } from '@nestjs/config';
import type { Configuration } from './configuration.js';
import { NAMESPACES } from './configuration.namespaces.js';

/**
 * Options of `ConfigModule.forRoot`: every namespace of settings that are read and checked already, injectable
 * everywhere by its `KEY`. Nest itself reads neither the environment nor a file.
 */
export function configOptions(configuration: Configuration): ConfigModuleOptions {
  return {
    isGlobal: true,
    load: NAMESPACES.map((namespace) => namespace.from(configuration)),
    ignoreEnvFile: true,
    ignoreEnvVars: true,
    skipProcessEnv: true,
    cache: true,
  };
}
