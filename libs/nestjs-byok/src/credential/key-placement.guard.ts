import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { HostRequest } from '../http/host-http.js';
import { keyHeadersOf } from './key-headers.hook.js';
import { refuseKeysInBody } from './misplaced-keys.js';
import { TAKES_KEYS } from './takes-keys.js';

/**
 * Runs on every route, after authentication: refuses what the header intake found wrong, and keys in a body that was
 * parsed before the guards. On routes without `@UseByok()` it lets go of the keys that came: an event stream would
 * hold them for as long as it is open. `ByokModule` does not start when no guard stands before this one.
 */
@Injectable()
export class KeyPlacementGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  /** @throws ByokError key_malformed */
  canActivate(context: ExecutionContext): true {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<HostRequest & { readonly body?: unknown }>();
    const given = keyHeadersOf(request);
    if (given?.failure !== undefined) throw given.failure;
    if (given !== undefined && this.reflector.getAllAndOverride<true | undefined>(TAKES_KEYS, [context.getHandler(), context.getClass()]) !== true) given.drain();
    refuseKeysInBody(request.body);
    return true;
  }
}
