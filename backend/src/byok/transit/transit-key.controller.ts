import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { TransitKeyView } from '#contracts';
import { Open } from '../../auth/route-access.js';
import { TransitKeyring } from './transit-keyring.js';

/** Where callers learn what to seal to. Open to all: the key is public. */
@Controller('api/byok/transit-key')
export class TransitKeyController {
  constructor(@Inject(TransitKeyring) private readonly keyring: TransitKeyring) {}

  @Open()
  @Get()
  @Header('cache-control', 'no-store')
  read(): TransitKeyView {
    return this.keyring.current();
  }
}
