import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { TransitKeyView } from '#contracts';
import { TransitKeyring } from './transit-keyring.js';

/** Where callers learn what to seal to. Open to all: the key is public. */
@Controller('api/byok')
export class TransitKeyController {
  constructor(@Inject(TransitKeyring) private readonly keyring: TransitKeyring) {}

  @Get('transit-key')
  @Header('cache-control', 'no-store')
  read(): TransitKeyView {
    return this.keyring.current();
  }
}
