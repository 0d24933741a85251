import type { errors as russian } from '../ru/errors.js';
import type { SameShape } from '../shape.js';

export const errors: SameShape<typeof russian> = {};
