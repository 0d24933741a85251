import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { RECEIPT_ISSUER } from '#nestjs-byok';
import { receiptsConfig } from '../config/index.js';
import { ReceiptAccountData } from './api/receipt-account-data.js';
import { ReceiptsController } from './api/receipts.controller.js';
import { Receipts } from './api/receipts.service.js';
import { ReceiptQueue } from './chain/receipt-queue.service.js';
import { ReceiptReader } from './chain/receipt-reader.service.js';
import { ReceiptWriter } from './chain/receipt-writer.service.js';
import { RECEIPT_KEYS, loadReceiptKeys } from './keys/load-receipt-keys.js';
import { ReceiptKeyring } from './keys/receipt-keyring.service.js';
import { ReceiptKeysController } from './keys/receipt-keys.controller.js';
import { OpenReceipts } from './open/open-receipts.service.js';
import { OpenReceiptStore } from './open/open-receipts.store.js';
import { ReceiptRecorder } from './receipt-recorder.service.js';

const KEYS: Provider = { provide: RECEIPT_KEYS, useFactory: loadReceiptKeys, inject: [receiptsConfig.KEY, PinoLogger] };

/** Signed receipts of every provider call, beside `UsageModule`. `http: false` leaves out who reads them. */
@Global()
@Module({})
export class ReceiptsModule {
  static forRoot({ http }: { http: boolean }): DynamicModule {
    return {
      module: ReceiptsModule,
      controllers: http ? [ReceiptsController, ReceiptKeysController] : [],
      providers: [
        KEYS,
        ReceiptKeyring,
        ReceiptWriter,
        ReceiptQueue,
        OpenReceiptStore,
        OpenReceipts,
        ReceiptRecorder,
        { provide: RECEIPT_ISSUER, useExisting: OpenReceipts },
        ...(http ? [ReceiptReader, Receipts, ReceiptAccountData] : []),
      ],
      exports: [RECEIPT_ISSUER],
    };
  }
}
