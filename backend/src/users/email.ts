/** Longest address that mail can be sent to (RFC 5321, section 4.5.3), in characters. */
export const EMAIL_LIMIT = 254;

/** The one spelling under which an address is stored and looked up. */
export function normaliseEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

/** Whether a text could be an address. Only a mail to it would tell more. */
export function isEmail(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const email = normaliseEmail(value);
  return email.length <= EMAIL_LIMIT && email.isWellFormed() && /^[^\s@\p{Cc}<>()[\]\\,;:"]+@[^\s@\p{Cc}<>()[\]\\,;:"]+$/u.test(email);
}
