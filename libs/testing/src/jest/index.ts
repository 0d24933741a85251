/**
 * Adds the matchers to Jest's `expect`, whether it is global or imported from `@jest/globals`: name this entry in
 * `setupFilesAfterEnv`, and import it once in a file of the tests, so that TypeScript sees them.
 */
import { expect } from '@jest/globals';
import type {} from 'expect';
import { toBeSealedKey, toHaveUsedKey, toHoldNoKey } from '../index.js';

export interface ByokMatchers<R> {
  /** Holds when nothing in the value, log, response, file or folder spells one of these keys, in any encoding. */
  toHoldNoKey(keys: string | readonly string[]): R;
  /** Holds when this call of the sandbox presented this key. */
  toHaveUsedKey(key: string): R;
  /** Holds for a well-formed envelope. */
  toBeSealedKey(): R;
}

declare module 'expect' {
  // The way in which Jest's types are extended.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface Matchers<R> extends ByokMatchers<R> {}
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type
    interface Matchers<R> extends ByokMatchers<R> {}
  }
}

expect.extend({ toHoldNoKey, toHaveUsedKey, toBeSealedKey });
