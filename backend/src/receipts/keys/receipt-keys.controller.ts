import { Controller, Get, Header } from '@nestjs/common';
import type { ReceiptKeySet } from '#receipts';
import { Open } from '../../access/index.js';
import { ReceiptKeyring } from './receipt-keyring.service.js';

/** What receipts are checked with. Open to all: the keys are public. */
@Controller('.well-known/byok-receipts.json')
export class ReceiptKeysController {
  constructor(private readonly keyring: ReceiptKeyring) {}

  @Open()
  @Get()
  @Header('cache-control', 'no-cache')
  read(): Promise<ReceiptKeySet> {
    return this.keyring.keySet();
  }
}
