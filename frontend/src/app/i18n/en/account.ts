import type { account as russian } from '../ru/account.js';
import type { SameShape } from '../shape.js';

export const account: SameShape<typeof russian> = {};
