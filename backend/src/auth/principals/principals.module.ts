import { Module } from '@nestjs/common';
import { PrincipalCache } from './principal-cache.js';
import { PrincipalInvalidation } from './principal-invalidation.service.js';

/** Who is calling, remembered for seconds; below both accounts and authentication. */
@Module({
  providers: [{ provide: PrincipalCache, useFactory: () => new PrincipalCache() }, PrincipalInvalidation],
  exports: [PrincipalCache, PrincipalInvalidation],
})
export class PrincipalsModule {}
