import type { admin as russian } from '../ru/admin.js';
import type { SameShape } from '../shape.js';

export const admin: SameShape<typeof russian> = {};
