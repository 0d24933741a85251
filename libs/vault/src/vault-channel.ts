/** Why a vault was locked; the first four are what the server's metrics know. */
export const LOCK_REASONS = ['idle', 'manual', 'signout', 'failed_attempts', 'reset'] as const;
export type LockReason = (typeof LOCK_REASONS)[number];

/**
 * What the tabs of one account tell each other. `since` and `until` are when a session began and when one was locked,
 * by the wall clock, and never equal or out of order for what follows each other: a lock ends every session that
 * began before it, in whatever order the messages arrive. `at` is the wall-clock time of the last interaction.
 */
export type VaultMessage =
  | { type: 'hello' }
  | { type: 'unlocked'; since: number; at: number; dek: CryptoKey }
  | { type: 'activity'; at: number }
  | { type: 'locked'; until: number; reason: LockReason }
  | { type: 'changed' };

/** The part of BroadcastChannel that is used; a test passes its own. */
export interface VaultChannel {
  postMessage(message: VaultMessage): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  close(): void;
}

/** Tabs of the same origin and account. Undefined where the browser has no BroadcastChannel, or refuses it with all storage. */
export function openVaultChannel(userId: string): VaultChannel | undefined {
  if (typeof BroadcastChannel === 'undefined') return undefined;
  try {
    return new BroadcastChannel(`byok-vault-${userId}`) as unknown as VaultChannel;
  } catch {
    return undefined;
  }
}

/** A message of the right form, or undefined. */
export function readVaultMessage(data: unknown): VaultMessage | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const message = data as Record<string, unknown>;
  const isTime = (name: string): boolean => Number.isFinite(message[name]);
  const sound = {
    hello: () => true,
    changed: () => true,
    unlocked: () => isTime('since') && isTime('at') && isDek(message['dek']),
    activity: () => isTime('at'),
    locked: () => isTime('until') && (LOCK_REASONS as readonly unknown[]).includes(message['reason']),
  } satisfies Record<VaultMessage['type'], () => boolean>;
  const type = message['type'];
  return typeof type === 'string' && Object.hasOwn(sound, type) && sound[type as VaultMessage['type']]()
    ? (message as VaultMessage)
    : undefined;
}

/** Never accepts a DEK whose bytes could be exported. */
function isDek(key: unknown): key is CryptoKey {
  if (Object.prototype.toString.call(key) !== '[object CryptoKey]') return false;
  const { type, extractable, algorithm } = key as CryptoKey;
  return type === 'secret' && !extractable && algorithm.name === 'AES-GCM';
}
