import { Body, Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import type { ValidationView } from '#contracts';
import type { FastifyReply } from 'fastify';
import { KeyCheckService, receiptHeaders, ByokScope, ProviderStrategyService, UseByok, type CallScope } from '#nestjs-byok';
import { CurrentPrincipal, NeedsScope, type Principal } from '../../access/index.js';
import { RateLimits } from '../../auth/index.js';
import { CountedAs } from '../../http/index.js';
import { AnalyticsStore } from '../../metrics/index.js';
import { clientSignal, ignoreClientAbort } from '../reply/client-signal.js';
import { ValidateDto } from './validate.dto.js';

/** `POST /api/byok/validate` (contract, section 6). */
@NeedsScope('calls')
@Controller('api/byok')
@UseByok()
export class ValidateController {
  constructor(
    @Inject(KeyCheckService) private readonly keyCheck: KeyCheckService,
    @Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService,
    @Inject(RateLimits) private readonly rateLimits: RateLimits,
    @Inject(AnalyticsStore) private readonly analytics: AnalyticsStore,
  ) {}

  @Post('validate')
  @HttpCode(200)
  @CountedAs('validate')
  async validate(
    @Body() { provider }: ValidateDto,
    @CurrentPrincipal() principal: Principal,
    @ByokScope() scope: CallScope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ValidationView | undefined> {
    await this.rateLimits.validate(principal.userId);
    const checked = await ignoreClientAbort(this.keyCheck.check(provider, principal, scope, clientSignal(reply)));
    if (checked === undefined) return undefined;
    const { view } = checked;
    const receipt = this.strategies.openReceipt(checked.receipt, scope);
    await this.analytics.keepKeyTest(principal.userId, provider, view.verdict);
    scope.outcome.receipt = receipt;
    reply.headers(receiptHeaders(receipt));
    return view;
  }
}
