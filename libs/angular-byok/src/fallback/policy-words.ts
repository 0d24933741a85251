import type { FallbackPolicy } from '#contracts';

/** The last part of dictionary paths that word a policy. */
export const policyWords: Readonly<Record<FallbackPolicy, string>> = { never: 'never', 'on-quota': 'onQuota', 'on-error': 'onError' };
