import { Body, Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { BYOK_PROVIDERS, ByokError, isByokProvider, type ValidationView } from '#contracts';
import { ByokScope } from '../credential/byok-scope.decorator.js';
import type { CallScope } from '../credential/call-scope.js';
import { callerSignal } from '../credential/caller-signal.js';
import { UseByok } from '../credential/use-byok.decorator.js';
import { receiptHeaders } from '../errors/response-headers.js';
import { rawResponseOf, type HostResponse } from '../http/host-http.js';
import { ProviderStrategyService } from '../strategy/provider-strategy.service.js';
import { KeyCheckService } from './key-check.service.js';

/** Tests a user's key: `POST …/validate` with `{"provider": …}` and the key in its header. Costs one token at most. */
@Controller('api/byok')
@UseByok()
export class KeyTestController {
  constructor(
    @Inject(KeyCheckService) private readonly keyCheck: KeyCheckService,
    @Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService,
  ) {}

  @Post('validate')
  @HttpCode(200)
  async validate(@Body('provider') provider: unknown, @ByokScope() scope: CallScope, @Res({ passthrough: true }) response: HostResponse): Promise<ValidationView> {
    if (!isByokProvider(provider)) {
      const message = `must be one of ${BYOK_PROVIDERS.join(', ')}`;
      throw new ByokError('invalid_input', `provider ${message}`, { errors: [{ field: 'provider', message }] });
    }
    const { caller } = scope;
    if (caller === undefined) throw new ByokError('unauthenticated', 'Sign in, or send a personal access token.');
    const { view, receipt } = await this.keyCheck.check(provider, caller, scope, callerSignal(scope));
    scope.outcome.receipt = this.strategies.openReceipt(receipt, scope);
    for (const [name, value] of Object.entries(receiptHeaders(scope.outcome.receipt))) rawResponseOf(response).setHeader(name, value);
    return view;
  }
}
