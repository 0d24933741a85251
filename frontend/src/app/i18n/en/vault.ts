import type { vault as russian } from '../ru/vault.js';
import type { SameShape } from '../shape.js';

export const vault: SameShape<typeof russian> = {};
