export { assertAllowed, resolveAllowed, type Allowance } from './tier-policy.js';
export { planFor, reaches } from './reach.js';
