import { Inject, Injectable } from '@nestjs/common';
import { ByokError } from '#contracts';
import { BYOK_OPTIONS, type ByokModuleOptions } from '../byok.options.js';
import type { HostRequest } from '../http/host-http.js';
import { completeCaller, type ByokCaller } from './byok-caller.js';

/** Tells who makes a request, by the host's `callerOf`. */
@Injectable()
export class Callers {
  constructor(@Inject(BYOK_OPTIONS) private readonly options: ByokModuleOptions) {}

  /** @throws ByokError unauthenticated when nobody is signed in */
  of(request: HostRequest): ByokCaller {
    const caller = this.options.callerOf?.(request);
    if (caller === undefined) throw new ByokError('unauthenticated', 'Sign in, or send a personal access token.');
    return completeCaller(caller);
  }
}
