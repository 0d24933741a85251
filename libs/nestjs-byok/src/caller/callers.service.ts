import { Inject, Injectable } from '@nestjs/common';
import { ByokError } from '#contracts';
import { BYOK_OPTIONS, type ByokModuleOptions } from '../byok.options.js';
import type { HostRequest } from '../http/host-http.js';
import { completeCaller, type ByokCaller } from './byok-caller.js';

const MAX_USER_ID = 128;

/** Finds out who makes a request: asks the host's `callerOf`, and checks what it gives. */
@Injectable()
export class Callers {
  constructor(@Inject(BYOK_OPTIONS) private readonly options: ByokModuleOptions) {}

  /** @throws ByokError unauthenticated when nobody is signed in, unavailable for an id that no key can be sealed for */
  of(request: HostRequest): ByokCaller {
    const caller = this.options.callerOf?.(request);
    if (caller === undefined) throw new ByokError('unauthenticated', 'Sign in, or send a personal access token.');
    if (!isUserId(caller.userId)) throw new ByokError('unavailable', `The server names its user by an id that no key can be sealed for: what callerOf gives as userId must be a text of 1 to ${MAX_USER_ID} characters without "|".`);
    return completeCaller(caller);
  }
}

/** `|` stands between the parts of what an envelope is bound to. A host without types may give anything. */
function isUserId(id: unknown): boolean {
  return typeof id === 'string' && id !== '' && id.length <= MAX_USER_ID && !id.includes('|');
}
