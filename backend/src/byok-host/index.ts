export { byokHost } from './byok-host.js';
export { checkByokConfiguration } from './check-configuration.js';
