/** Why a vault was locked; the first four are what the server's metrics know. */
export const LOCK_REASONS = ['idle', 'manual', 'signout', 'failed_attempts', 'reset'] as const;
export type LockReason = (typeof LOCK_REASONS)[number];

/**
 * What the tabs of one account tell each other. `session` names one unlocking: a `lock` for it wins over
 * an `unlocked` for it, in whatever order they arrive. `at` is the wall-clock time of the last interaction.
 */
export type VaultMessage =
  | { type: 'hello' }
  | { type: 'unlocked'; session: string; at: number; dek: CryptoKey }
  | { type: 'activity'; session: string; at: number }
  | { type: 'locked'; session: string; reason: LockReason }
  | { type: 'changed' };

/** The part of BroadcastChannel that is used; a test passes its own. */
export interface VaultChannel {
  postMessage(message: VaultMessage): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  close(): void;
}

/** Tabs of the same origin and account. Undefined where the browser has no BroadcastChannel. */
export function openVaultChannel(userId: string): VaultChannel | undefined {
  if (typeof BroadcastChannel === 'undefined') return undefined;
  return new BroadcastChannel(`byok-vault-${userId}`) as unknown as VaultChannel;
}

/** A message of the right form, or undefined. */
export function readVaultMessage(data: unknown): VaultMessage | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const message = data as { type?: unknown; session?: unknown; at?: unknown; dek?: unknown; reason?: unknown };
  const named = typeof message.session === 'string' && message.session !== '';
  switch (message.type) {
    case 'hello':
    case 'changed':
      return message as VaultMessage;
    case 'unlocked':
      return named && Number.isFinite(message.at) && isDek(message.dek) ? (message as VaultMessage) : undefined;
    case 'activity':
      return named && Number.isFinite(message.at) ? (message as VaultMessage) : undefined;
    case 'locked':
      return named && (LOCK_REASONS as readonly unknown[]).includes(message.reason) ? (message as VaultMessage) : undefined;
    default:
      return undefined;
  }
}

/** Never accepts a DEK whose bytes could be exported. */
function isDek(key: unknown): key is CryptoKey {
  if (Object.prototype.toString.call(key) !== '[object CryptoKey]') return false;
  const { type, extractable, algorithm } = key as CryptoKey;
  return type === 'secret' && !extractable && algorithm.name === 'AES-GCM';
}
