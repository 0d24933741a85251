import type { CallScope } from '#nestjs-byok';
import type { Principal } from '../access/index.js';

/** Who asks, and the keys that were sent with the request. */
export interface Caller {
  readonly principal: Principal;
  readonly scope: CallScope;
}
