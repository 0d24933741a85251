import { InjectionToken } from '@angular/core';

/**
 * Runs before the session ends: forget what belongs to the person, such as open vault keys. Must not throw. What takes
 * time is waited for, but not for long.
 */
export type SignOutHook = (() => void) | (() => Promise<void>);

/** Multi token. Provide it beside the feature (also in lazy routes); the signed-in layout hands the hooks to the session. */
export const SIGN_OUT_HOOKS = new InjectionToken<readonly SignOutHook[]>('SIGN_OUT_HOOKS');
