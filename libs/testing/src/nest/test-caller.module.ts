import { Module, type CanActivate } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';

/** In place of a host's sign-in, which `ByokModule` wants before it: lets everybody in. */
class EverybodyGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@Module({ providers: [{ provide: APP_GUARD, useClass: EverybodyGuard }] })
export class TestCallerModule {}
