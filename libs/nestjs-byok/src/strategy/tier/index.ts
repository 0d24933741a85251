export { assertAllowed, isAllowed, resolveAllowed, type Allowance } from './tier-policy.js';
export { planFor, allowsTier } from './allows-tier.js';
