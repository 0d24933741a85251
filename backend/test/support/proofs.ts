/** Whether this is `npm run proofs`, which takes the time that `npm test` doesn't have. */
const isProof = process.env['BYOK_PROOFS'] !== undefined;

/** A test that takes seconds and more: it belongs to the proofs, which also run the files that use this (proofs/jest.config.js). */
export const inProofs: typeof it = isProof ? it : (Object.assign(() => undefined, it, { each: () => () => undefined }) as unknown as typeof it);

/** How many of something a test tries, say. */
export const effort = <Value = number>(quick: Value, thorough: Value): Value => (isProof ? thorough : quick);

/** Members of a kind: one or two that every run tries, and the others, which the proofs try as well. */
export const alsoInProofs = <Member>(every: readonly Member[], others: readonly Member[]): readonly Member[] => (isProof ? [...every, ...others] : every);

/** Where queues may be. `npm test` needs no service of the machine's: Redis, a Debian package, is for the proofs. */
export const QUEUE_BACKENDS: readonly ('PostgreSQL' | 'Redis')[] = isProof ? ['PostgreSQL', 'Redis'] : ['PostgreSQL'];
