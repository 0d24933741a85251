import { choice, integer, list, ref, text, type Schema } from '../json.js';
import { json, operation, pathParameter, queryParameter, type Paths } from '../operation.js';

const tag = 'receipts';
const time: Schema = { type: 'string', examples: ['2026-11-29', '2026-11-29T10:00:00Z'] };
const times = [
  queryParameter('from', time, 'Earliest time: an ISO 8601 date (UTC) or moment with its time zone; included.'),
  queryParameter('to', time, 'Latest time, included; of a date its end.'),
];

export const RECEIPT_PATHS: Paths = {
  '/api/receipts': {
    get: operation({
      id: 'listReceipts', tag, summary: 'Your receipts, in the order of their chain',
      description: 'Receipts of calls that go on have no number and stand at the newest end. A page that is not full is the last one; behind a full one go on with `after`.',
      parameters: [
        ...times,
        queryParameter('limit', integer(undefined, { minimum: 1, maximum: 1000, default: 200 }), 'How many that have a number.'),
        queryParameter('after', integer(undefined, { minimum: 0 }), 'The number of the last receipt of the page before.'),
        queryParameter('order', choice(['asc', 'desc'], '`desc`: newest first.'), 'Default: `asc`.'),
      ],
      answers: { 200: { description: 'One page.', content: json(list(ref('Receipt'))) } },
      errors: ['invalid_input'],
    }),
  },
  '/api/receipts/{id}': {
    get: operation({
      id: 'readReceipt', tag, summary: 'A receipt by `x-byok-receipt-id`',
      description: 'There from the moment that the header is; its `cost` is `pending` until the call has ended.',
      parameters: [pathParameter('id', ref('Id'), 'From `x-byok-receipt-id`.')],
      answers: { 200: { description: 'The receipt.', content: json(ref('Receipt')) } },
      errors: ['not_found'],
    }),
  },
  '/api/receipts/export': {
    get: operation({
      id: 'exportReceipts', tag, summary: 'All your receipts as a file',
      description: 'Those of calls that have ended, in the order of the chain. JSON lines can be checked (`npm run receipts:check`); CSV is for spreadsheets and has no signatures.',
      parameters: [...times, queryParameter('format', choice(['jsonl', 'csv']), 'Default: `jsonl`.')],
      answers: { 200: { description: 'The file.', content: { 'application/jsonl': { schema: text('One `Receipt` a line.') }, 'text/csv': { schema: text() } } } },
      errors: ['invalid_input'],
    }),
  },
  '/.well-known/byok-receipts.json': {
    get: operation({
      id: 'readReceiptKeys', tag, access: 'open', summary: 'The public keys that receipts are checked with',
      description: 'A JSON Web Key Set (RFC 7517, RFC 8037), the current key first. Keys that signed before stay.',
      answers: { 200: { description: 'The keys.', content: json(ref('ReceiptKeys')) } },
    }),
  },
};
