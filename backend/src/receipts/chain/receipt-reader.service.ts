import { Injectable } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import type { Pool } from 'pg';
import type { PersonalField, ReceiptPayload, ReceiptView } from '#receipts';
import { InjectDatabasePool } from '../../database/index.js';
import { ReceiptKeyring } from '../keys/receipt-keyring.service.js';
import { hashOfPayload } from './compose-receipt.js';

/** Which receipts are wanted. */
export interface ReceiptRange {
  /** Times of the receipts, both included; Unix milliseconds. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly order: 'asc' | 'desc';
  /** The number behind which the page begins, in its order. */
  readonly after?: number | undefined;
  readonly limit: number;
}

/** A receipt of a chain, with its number. */
export interface ChainedReceipt {
  readonly number: number;
  readonly receipt: ReceiptView;
}

interface Row {
  readonly id: string;
  readonly chainId: string;
  readonly number: number;
  readonly payload: string;
  readonly personal: Readonly<Record<string, PersonalField>> | null;
  readonly salt: string;
  kid: string | null;
  signature: string | null;
}

const SELECT = `select receipts.id, chain_id as "chainId", receipts.number, payload, personal, kid, signature, salt
from receipts join receipt_chains on receipt_chains.id = chain_id`;

/** An unsigned one with all behind it up to the next that is signed. */
const RUN = `select id, number, payload, kid, signature from receipts
where chain_id = $1 and number >= $2 and number <= (select min(number) from receipts where chain_id = $1 and number >= $3 and signature is not null)
order by number`;

/** Numbers that stand so near are looked up together. */
const NEAR = 256;

/** Reads receipts of chains, and signs those that were not yet. */
@Injectable()
export class ReceiptReader {
  constructor(
    @InjectDatabasePool() private readonly pool: Pool,
    private readonly keyring: ReceiptKeyring,
    @InjectPinoLogger('Receipts') private readonly logger: PinoLogger,
  ) {}

  async find(userId: string, id: string): Promise<ChainedReceipt | undefined> {
    const { rows } = await this.pool.query<Row>(`${SELECT} where receipts.id = $1 and user_id = $2`, [id, userId]);
    const [receipt] = await this.#signed(userId, rows);
    return receipt;
  }

  /** A page, in its order. */
  async page(userId: string, { from, to, order, after, limit }: ReceiptRange): Promise<ChainedReceipt[]> {
    const [beyond, direction] = order === 'asc' ? ['>', 'asc'] : ['<', 'desc'];
    const { rows } = await this.pool.query<Row>(
      `${SELECT} where user_id = $1 and ($2::bigint is null or at >= to_timestamp($2 / 1000.0)) and ($3::bigint is null or at <= to_timestamp($3 / 1000.0))
and ($4::integer is null or receipts.number ${beyond} $4) order by receipts.number ${direction} limit $5`,
      [userId, from ?? null, to ?? null, after ?? null, limit],
    );
    return this.#signed(userId, rows);
  }

  async #signed(userId: string, rows: readonly Row[]): Promise<ChainedReceipt[]> {
    await this.#sign(rows.filter(({ signature }) => signature === null).toSorted((one, other) => one.number - other.number));
    return rows.map(({ id, number, payload, personal, salt, kid, signature }) => ({
      number,
      receipt: {
        id,
        payload: Buffer.from(payload).toString('base64url'),
        kid: kid ?? '',
        signature: signature ?? '',
        personal: { user: { value: userId, salt }, ...personal },
      },
    }));
  }

  /** @param rows of one chain, by number */
  async #sign(rows: readonly Row[]): Promise<void> {
    for (let begin = 0; begin < rows.length; ) {
      let end = begin + 1;
      while (end < rows.length && (rows[end] as Row).number - (rows[end - 1] as Row).number <= NEAR) end += 1;
      await this.#signRun(rows.slice(begin, end));
      begin = end;
    }
  }

  /**
   * Signs receipts that the hashes of a signed one behind them hold. What was changed in the database since it was
   * written is not signed: it is given out without a signature.
   */
  async #signRun(wanted: readonly Row[]): Promise<void> {
    const [first, last] = [wanted[0] as Row, wanted.at(-1) as Row];
    const { rows } = await this.pool.query<Row>(RUN, [first.chainId, first.number, last.number]);
    const sound = await this.#soundIds(rows);
    const signed = wanted.filter(({ id }) => sound.has(id));
    for (const row of signed) Object.assign(row, this.keyring.sign(row.payload));
    if (signed.length < wanted.length) this.logger.error(`${wanted.length - signed.length} receipts of the chain ${first.chainId} are not as they were written: they are given out unsigned.`);
    const updates = signed.map(({ id, kid, signature }) => ({ id, kid, signature }));
    await this.pool.query('update receipts set kid = row.kid, signature = row.signature from json_to_recordset($1) as row (id uuid, kid text, signature text) where receipts.id = row.id and receipts.signature is null', [JSON.stringify(updates)]);
  }

  async #soundIds(rows: readonly Row[]): Promise<ReadonlySet<string>> {
    const sound = new Set<string>();
    let expected: string | null = null;
    for (const { id, payload, kid, signature } of rows.toReversed()) {
      const isHeld: boolean = expected !== null && hashOfPayload(payload) === expected;
      const isSigned: boolean = isHeld || (signature !== null && kid !== null && (await this.keyring.verifies(payload, kid, signature)));
      if (isSigned) sound.add(id);
      expected = isSigned ? (JSON.parse(payload) as ReceiptPayload).previous : null;
    }
    return sound;
  }
}
