import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { HostRequest } from '../http/host-http.js';
import { extractKeyHeaders, keyHeadersOf } from './key-headers.hook.js';
import { KeyPlacementGuard } from './key-placement.guard.js';
import { UseByok } from './use-byok.decorator.js';

class Routes {
  @UseByok()
  call(): void {}

  read(): void {}
}

@UseByok()
class Calls {
  call(): void {}
}

function kept(type: typeof Routes | typeof Calls, handler: () => void): number | undefined {
  const headers = { 'x-byok-openai-key': 'sk-0123456789' };
  const request = { raw: { rawHeaders: Object.entries(headers).flat(), headers: { ...headers }, url: '/' } } as unknown as HostRequest;
  extractKeyHeaders(request);
  const context = { getType: () => 'http', switchToHttp: () => ({ getRequest: () => request }), getHandler: () => handler, getClass: () => type };
  expect(new KeyPlacementGuard(new Reflector()).canActivate(context as unknown as ExecutionContext)).toBe(true);
  return keyHeadersOf(request)?.drain().length;
}

describe('the guard of keys', () => {
  it('leaves keys to routes and controllers that are marked, and lets go of them on all others', () => {
    expect(kept(Routes, Routes.prototype.call)).toBe(1);
    expect(kept(Calls, Calls.prototype.call)).toBe(1);
    expect(kept(Routes, Routes.prototype.read)).toBe(0);
  });
});
