import type { AttemptRecord, ProviderId, Receipt } from '#contracts';
import { isFallbackCode, type FallbackCode } from '../../../core/http/fallback-codes.js';

/** What to tell about a fallback: dictionary words under `studio.fallback`, who gave way, why, and who stepped in. */
export interface FallbackStory {
  words: 'toPlatform' | 'toOwn' | 'between' | 'failedToo';
  provider: ProviderId;
  served: ProviderId;
  reason: FallbackCode;
  /** Whether the person can do something about a key of theirs. */
  aboutOwnKey: boolean;
}

function wasTheirs(attempt: AttemptRecord): boolean {
  return attempt.source === 'byok';
}

/**
 * Nothing when the first key served, or failed without another one stepping in.
 * @param inUse whose key paid before. The keys of a job expire together, and this is the one that is missed
 */
export function fallbackStory(receipt: Receipt, inUse?: ProviderId): FallbackStory | undefined {
  const reason = receipt.fallbackReason;
  if (!reason || !isFallbackCode(reason)) return undefined;
  const final = receipt.attempts.at(-1);
  const earlier = receipt.attempts.slice(0, -1);
  const failed = earlier.filter(({ outcome }) => outcome === reason);
  const missed = reason === 'key_expired_in_queue' ? (failed.find(({ provider }) => provider === inUse) ?? failed[0]) : undefined;
  const gaveWay = missed ?? failed.at(-1) ?? earlier.at(-1);
  const provider = gaveWay?.provider ?? receipt.provider;
  const theirs = gaveWay ? wasTheirs(gaveWay) : true;
  const story = { provider, served: receipt.provider, reason, aboutOwnKey: theirs };
  if (final && final.outcome !== 'ok') return { ...story, words: theirs ? 'failedToo' : 'between' };
  if (!theirs) return { ...story, words: 'between' };
  return { ...story, words: receipt.source === 'platform' ? 'toPlatform' : 'toOwn' };
}
