import type { AccountView, Preferences } from '#contracts';
import type { Principal } from '../access/index.js';
import type { UserRow } from '../database/index.js';

export function preferencesOf(user: Pick<UserRow, 'strategy' | 'preferredProvider' | 'fallback' | 'pauseAfterKeyFailure'>): Preferences {
  const { strategy, preferredProvider: provider, fallback, pauseAfterKeyFailure } = user;
  return { strategy, provider, fallback, ...(pauseAfterKeyFailure ? { pauseAfterKeyFailure } : {}) };
}

/** What an account shows of itself; never the password's hash. */
export function accountView(user: UserRow): AccountView {
  return { id: user.id, email: user.email, plan: user.plan, role: user.role, preferences: preferencesOf(user) };
}

/** The same from the caller's own principal, without a query. */
export function accountViewOf(principal: Principal): AccountView {
  return {
    id: principal.userId,
    email: principal.email,
    plan: principal.plan,
    role: principal.role,
    preferences: principal.preferences,
  };
}
