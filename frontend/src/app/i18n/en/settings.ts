import type { settings as russian } from '../ru/settings.js';
import type { SameShape } from '../shape.js';

export const settings: SameShape<typeof russian> = {};
