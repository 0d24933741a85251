/** Prints a fresh entry for BYOK_RECEIPT_KEYS: `<kid>:<private key>`. Put it before the ones in use, separated by a comma. */
import { randomBytes } from 'node:crypto';

const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
process.stdout.write(`${day}-${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64url')}\n`);
