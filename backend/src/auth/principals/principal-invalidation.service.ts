import { Injectable } from '@nestjs/common';
import { AccountChanges } from '../../users/index.js';
import { PrincipalCache } from './principal-cache.js';

/** Drops remembered principals of accounts that changed. While notifications are down the cache's time to live bounds how long an old one counts. */
@Injectable()
export class PrincipalInvalidation {
  constructor(changes: AccountChanges, cache: PrincipalCache) {
    changes.listen({ onChange: (userId) => cache.forgetUser(userId), onGap: () => cache.clear() });
  }
}
