import { generatedSecret, type Configuration } from '../config/index.js';

/** Injection token of the bytes that sign session cookies. */
export const SIGNING_SECRET = Symbol('SIGNING_SECRET');

/**
 * The secret of `JWT_SECRET`, else 32 random bytes that the first start leaves in `<dataDir>/jwt-secret`.
 * API processes on several hosts need `JWT_SECRET`. Changing either signs everyone out.
 */
export async function loadSigningSecret({ jwtSecret, dataDir }: Pick<Configuration, 'jwtSecret' | 'dataDir'>): Promise<Uint8Array> {
  if (jwtSecret !== undefined) return new TextEncoder().encode(jwtSecret);
  return generatedSecret(dataDir, 'jwt-secret', 'delete it (everyone signs in again), or set JWT_SECRET');
}
