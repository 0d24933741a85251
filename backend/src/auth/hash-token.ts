import { hash, randomBytes } from 'node:crypto';

/** SHA-256 in base64url: the form in which tokens are stored and remembered. */
export function hashToken(token: string): string {
  return hash('sha256', token, 'base64url');
}

/** 32 random bytes in base64url: 43 characters. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}
