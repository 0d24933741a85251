/** Prints a fresh entry for BYOK_TRANSIT_KEYS: `<kid>:<private key>`. Put it before the ones in use, separated by a comma. */
import { createECDH, randomBytes } from 'node:crypto';

const pair = createECDH('prime256v1');
pair.generateKeys();
const scalar = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32);
const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
process.stdout.write(`${day}-${randomBytes(4).toString('hex')}:${scalar.toString('base64url')}\n`);
