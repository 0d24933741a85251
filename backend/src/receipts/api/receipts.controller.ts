import { Readable } from 'node:stream';
import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import type { ReceiptView } from '#receipts';
import { CurrentPrincipal, NeedsScope, type Principal } from '../../access/index.js';
import { UuidPipe } from '../../validation/index.js';
import { CSV_HEAD, csvLine } from './receipt-csv.js';
import { ReceiptsExportDto, ReceiptsPageDto, assertRange } from './receipts.dto.js';
import { Receipts } from './receipts.service.js';

/** A caller's own receipts (contract, section 8; docs/receipts.md). */
@NeedsScope('calls')
@Controller('api/receipts')
export class ReceiptsController {
  constructor(private readonly receipts: Receipts) {}

  /** In the order of the chain, or newest first. @throws ByokError invalid_input */
  @Get()
  @Header('cache-control', 'no-store')
  list(@CurrentPrincipal() { userId }: Principal, @Query() query: ReceiptsPageDto): Promise<ReceiptView[]> {
    assertRange(query);
    return this.receipts.list(userId, query);
  }

  /** @throws ByokError invalid_input */
  @Get('export')
  @Header('cache-control', 'no-store')
  export(@CurrentPrincipal() { userId }: Principal, @Query() query: ReceiptsExportDto): StreamableFile {
    assertRange(query);
    const isCsv = query.format === 'csv';
    const lines = Readable.from(this.#lines(userId, query), { objectMode: false });
    return new StreamableFile(lines, { type: isCsv ? 'text/csv; charset=utf-8' : 'application/jsonl', disposition: `attachment; filename="byok-receipts.${query.format}"` });
  }

  /** @throws ByokError not_found */
  @Get(':id')
  @Header('cache-control', 'no-store')
  find(@CurrentPrincipal() { userId }: Principal, @Param('id', UuidPipe) id: string): Promise<ReceiptView> {
    return this.receipts.find(userId, id);
  }

  async *#lines(userId: string, query: ReceiptsExportDto): AsyncGenerator<string> {
    if (query.format === 'csv') yield CSV_HEAD;
    for await (const receipt of this.receipts.all(userId, query)) yield query.format === 'csv' ? csvLine(receipt) : `${JSON.stringify(receipt)}\n`;
  }
}
