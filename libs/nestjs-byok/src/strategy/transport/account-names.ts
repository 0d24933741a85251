import type { CredentialSource } from '#contracts';

/** What providers call the account, the project and the people behind a key, and the models that these made. */
const NAMES = /\b(?:org|proj|user|team|acct)[-_][A-Za-z0-9]{8,}\b|\bft:[\w.:-]+|\btunedModels\/[\w-]+|\bprojects\/[\w-]{6,}|\bproject_number:\d+/g;

/** An error's text without names of the account that the platform's key belongs to; a user's own stay. */
export function withoutAccountNames(text: string, source: CredentialSource): string {
  return source === 'platform' ? text.replace(NAMES, '[redacted]') : text;
}
