/** The page of the user's own keys is the package's; what we add to it stands in `vault/vault.providers.ts`. */
export { byokRoutes as keysRoutes } from '#angular-byok/routes';
