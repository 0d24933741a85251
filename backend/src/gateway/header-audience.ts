import type { CredentialSource } from '#contracts';

/** Few names are ever seen; from whoever sends many each is judged anew. */
const MOST_NAMES = 500;

/**
 * Who may see the header of a name, with judgements remembered.
 * @param always names in lower case that anyone may see
 * @param owners names that speak of the key owner's account: seen only with a user's own key
 */
export function headerAudience(always: RegExp, owners: RegExp): (name: string, source: CredentialSource) => boolean {
  const known = new Map<string, 'anyone' | 'owner' | 'nobody'>();
  return (name, source) => {
    let audience = known.get(name);
    if (audience === undefined) {
      audience = always.test(name) ? 'anyone' : owners.test(name) ? 'owner' : 'nobody';
      if (known.size < MOST_NAMES) known.set(name, audience);
    }
    return audience === 'anyone' || (audience === 'owner' && source === 'byok');
  };
}
