import type { ReceiptPayload, SignedReceipt } from '#receipts';

const COLUMNS = [
  'number',
  'time',
  'endedAt',
  'route',
  'provider',
  'model',
  'tier',
  'credentialSource',
  'attempts',
  'fallbackReason',
  'status',
  'code',
  'aborted',
  'tokensIn',
  'tokensOut',
  'audioSeconds',
  'estimated',
  'cost',
  'costReason',
  'currency',
  'envelopeKid',
  'id',
] as const satisfies readonly (keyof ReceiptPayload)[];

export const CSV_HEAD = `${COLUMNS.join(',')}\r\n`;

/** A receipt as a line for spreadsheets (RFC 4180); without its signature, so it proves nothing. */
export function csvLine({ payload }: Pick<SignedReceipt, 'payload'>): string {
  const stated = JSON.parse(Buffer.from(payload, 'base64url').toString()) as ReceiptPayload;
  return `${COLUMNS.map((column) => cellOf(stated[column])).join(',')}\r\n`;
}

function cellOf(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  // What begins so is a formula to a spreadsheet.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
