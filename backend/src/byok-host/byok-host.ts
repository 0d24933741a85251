import { applyDecorators, type DynamicModule } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { PLANS, type Plan } from '#contracts';
import { ByokModule, type ByokModuleOptions } from '#nestjs-byok';
import { CrossOrigin, Open } from '../access/index.js';
import { ENTRIES, catalogConfig, emulatedProviders, platformKeysConfig, platformLimitsConfig, providerTimesConfig, providersConfig, transitConfig } from '../config/index.js';
import { Switches, SwitchesModule } from '../switches/index.js';
import { readCatalog } from './read-catalog.js';

type Settings<Namespace extends () => object> = ConfigType<Namespace>;

/** What this platform gives to the module. */
function optionsOf(
  transit: Settings<typeof transitConfig>,
  providers: Settings<typeof providersConfig>,
  providerTimes: Settings<typeof providerTimesConfig>,
  { platformKeys }: Settings<typeof platformKeysConfig>,
  { planLimits }: Settings<typeof platformLimitsConfig>,
  { catalogFile }: Settings<typeof catalogConfig>,
  switches: Switches,
): ByokModuleOptions {
  const { providerOrigins, providerProxy } = providers;
  return {
    ...transit,
    settingNames: { transitKeys: ENTRIES.transitKeys.name, transitRoot: ENTRIES.transitRoot.name, providerProxy: ENTRIES.providerProxy.name },
    callerOf: ({ principal }: FastifyRequest) => principal,
    refusalOf: (credential) => switches.refusalOf(credential),
    catalog: readCatalog(catalogFile),
    emulated: emulatedProviders(providers),
    providerOrigins,
    providerProxy,
    providerTimes,
    platformKeys,
    maxOutputTokens: Object.fromEntries(PLANS.map((plan) => [plan, planLimits[plan].maxOutputTokens])) as Record<Plan, number>,
  };
}

/**
 * The module that opens users' keys, as this platform hosts it: callers, settings, switches, errors and the route of the
 * key test are ours.
 * @param logger of `createLogger`; Nest's log goes there
 */
export function byokHost(logger: Logger): DynamicModule {
  return ByokModule.forRootAsync({
    imports: [SwitchesModule],
    inject: [transitConfig.KEY, providersConfig.KEY, providerTimesConfig.KEY, platformKeysConfig.KEY, platformLimitsConfig.KEY, catalogConfig.KEY, Switches],
    useFactory: optionsOf,
    publicRoute: applyDecorators(Open(), CrossOrigin()) as ClassDecorator,
    keyTest: false,
    logger,
  });
}
