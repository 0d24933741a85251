/** Form of an account's id at a provider (contract, section 3). */
const ACCOUNT_ID = /^[\w.:-]{1,128}$/;

export function isAccountId(text: string): boolean {
  return ACCOUNT_ID.test(text);
}
