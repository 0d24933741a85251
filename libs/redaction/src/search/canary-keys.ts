import { randomBytes } from 'node:crypto';

const PREFIX = { openai: 'sk-proj-', anthropic: 'sk-ant-api03-', gemini: 'AIzaSy' } as const;

/** For tests: a key that looks like the provider's, that the sandbox accepts, and that occurs nowhere by chance. */
export function canaryKey(provider: keyof typeof PREFIX, label: string): string {
  return `${PREFIX[provider]}sandbox-${label}-${randomBytes(12).toString('hex')}`;
}

/** For tests: a key that no pattern knows, so that only masking by value can hide it. */
export function shapelessCanaryKey(label: string): string {
  const letters = Array.from(randomBytes(20), (byte) => String.fromCharCode(97 + (byte % 26)));
  return `sandbox/${label}/${letters.join('')}`;
}
