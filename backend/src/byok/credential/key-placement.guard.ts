import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { intakeOf } from './key-intake.hook.js';
import { refuseKeysInBody } from './misplaced-keys.js';

/**
 * Runs on every route, after authentication: refuses what the header intake found wrong, and keys in a body that was
 * parsed before the guards. So its module must be imported behind the one that authenticates.
 */
@Injectable()
export class KeyPlacementGuard implements CanActivate {
  /** @throws ByokError key_malformed */
  canActivate(context: ExecutionContext): true {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const failure = intakeOf(request)?.failure;
    if (failure !== undefined) throw failure;
    refuseKeysInBody(request.body);
    return true;
  }
}
