import { Injectable } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { MetricsRegistry } from '../../prometheus/index.js';
import { WriteBehindQueue } from '../../usage/index.js';
import type { ReceiptDraft } from '../receipt-draft.js';
import { ReceiptWriter } from './receipt-writer.service.js';

/** Receipts of ended calls on their way into the chains. */
@Injectable()
export class ReceiptQueue extends WriteBehindQueue<ReceiptDraft> {
  constructor(writer: ReceiptWriter, metrics: MetricsRegistry, @InjectPinoLogger('Receipts') logger: PinoLogger) {
    const dropped = metrics.counter('byok_receipts_dropped_total', 'Receipts that were lost because the database was away.');
    super({ what: 'receipts', write: (drafts) => writer.write(drafts), dropped, logger });
    metrics.gauge('byok_receipts_waiting', 'Receipts that wait to be written.', () => this.waiting);
  }
}
