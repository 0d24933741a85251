import { Injectable, Optional } from '@nestjs/common';
import { UnpricedCall, type PaidCall, type Reservation, type SpendingGuard, type SpendingLimits } from '#nestjs-byok';
import { AccountChanges } from '../users/index.js';
import { OwnBudgets } from './own-budgets.service.js';
import { PlatformBudgets } from './platform-budgets.service.js';

/** What the platform pays, and what users allow to be spent. */
@Injectable()
export class SpendingBudgets implements SpendingGuard {
  constructor(
    private readonly platform: PlatformBudgets,
    private readonly own: OwnBudgets,
    @Optional() private readonly changes?: AccountChanges,
  ) {}

  /** That the user has no limit is believed only as long as this process would learn of one at once. */
  isUnlimited(limits: SpendingLimits | undefined): boolean {
    return limits?.tokenId === undefined && this.#isOwnKnownFree(limits);
  }

  async reserve(call: PaidCall): Promise<Reservation | undefined> {
    const { expected, target } = call;
    if (target.credential.source === 'byok') return this.own.reserve(call, this.#isOwnKnownFree(call.limits));
    if (expected instanceof UnpricedCall) throw new Error(`A call of the platform's has no price: ${expected.reason}`);
    const paid = await this.platform.reserve({ ...call, expected });
    if (call.limits?.tokenId === undefined) return paid;
    try {
      const allowed = await this.own.reserve(call, true);
      return allowed === undefined ? paid : both(paid, allowed);
    } catch (error) {
      paid.settle(0);
      throw error;
    }
  }

  #isOwnKnownFree(limits: SpendingLimits | undefined): boolean {
    return limits?.own === false && this.changes?.isListening === true;
  }
}

function both(first: Reservation, second: Reservation): Reservation {
  return {
    estimateRub: first.estimateRub,
    settle: (costRub) => {
      first.settle(costRub);
      second.settle(costRub);
    },
    keep: () => {
      first.keep();
      second.keep();
    },
  };
}
