/** After `npm run build`: prints what stands for the client's scripts, as the client itself shows it (docs/security/transit.md). */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const page = readFileSync(new URL('../dist/client/browser/index.html', import.meta.url), 'utf8');
const importMap = /<script type="importmap">([^<]*)/.exec(page)[1];
process.stdout.write(`Fingerprint of the client: ${createHash('sha256').update(importMap).digest('hex').slice(0, 32)}\n`);
