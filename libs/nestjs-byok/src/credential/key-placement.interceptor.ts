import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Observable } from 'rxjs';
import { KeyPlacementGuard } from './key-placement.guard.js';

/** The rule of `KeyPlacementGuard` behind every guard, those of routes too: for hosts without a global one. */
@Injectable()
export class KeyPlacementInterceptor implements NestInterceptor {
  readonly #rule: KeyPlacementGuard;

  constructor(@Inject(Reflector) reflector: Reflector) {
    this.#rule = new KeyPlacementGuard(reflector);
  }

  /** @throws ByokError key_malformed */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    this.#rule.canActivate(context);
    return next.handle();
  }
}
