import type { studio as russian } from '../ru/studio.js';
import type { SameShape } from '../shape.js';

export const studio: SameShape<typeof russian> = {};
