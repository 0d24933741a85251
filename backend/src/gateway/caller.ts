import type { Principal } from '../auth/principal.js';
import type { CallScope } from '../byok/credential/call-scope.js';

/** Who asks, and the keys that came along. */
export interface Caller {
  readonly principal: Principal;
  readonly scope: CallScope;
}
