export { assertAllowed, resolveAllowed } from './tier-policy.js';
export { planFor, reaches } from './reach.js';
