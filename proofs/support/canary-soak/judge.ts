import { PROVIDER_CODES } from '#contracts';
import { lettersOf } from '../soak/soak-answers.js';
import type { Exchanged } from './exchange.js';
import type { Fault, Order } from './orders.js';

/** How a call ended for its client: our code, or one of these. */
export type End = 'ok' | 'ok by the platform' | 'an error in the stream' | 'cut off' | 'no answer' | (string & {});

const BROKEN: readonly End[] = ['cut off', 'an error in the stream'];

/** What each fault explains. With `isMended` a call under `on-error` must end well, since another key may be asked. */
const EXPLAINED: Readonly<Record<Fault, { ends: readonly End[]; isMended: boolean }>> = {
  'key refused': { ends: ['key_invalid'], isMended: true },
  'no credit': { ends: ['key_no_credit'], isMended: true },
  'rate limited': { ends: ['key_rate_limited'], isMended: true },
  'server error': { ends: ['provider_overloaded', 'provider_unavailable'], isMended: true },
  'HTML': { ends: ['provider_unavailable'], isMended: true },
  // With an own key a native route passes bytes on as they are.
  'malformed JSON': { ends: ['provider_unavailable', 'ok', ...BROKEN], isMended: false },
  'cut in the middle': { ends: ['provider_unavailable', ...BROKEN], isMended: false },
  'silence': { ends: ['provider_timeout', 'provider_unavailable', ...BROKEN], isMended: false },
  'error in a success': { ends: ['provider_overloaded', 'provider_unavailable', ...BROKEN], isMended: false },
  'key echoed': { ends: [...PROVIDER_CODES, 'ok', ...BROKEN], isMended: false },
};

export function endOf({ status, headers, isWhole, tail }: Exchanged): End {
  if (status === 0) return 'no answer';
  const code = headers['x-byok-code'];
  if (code !== undefined) return String(code);
  if (!isWhole) return 'cut off';
  if (status !== 200) return `status ${status} without a code`;
  if (tail.includes('"error"')) return 'an error in the stream';
  return headers['x-byok-credential-source'] === 'platform' ? 'ok by the platform' : 'ok';
}

/** What no fault of the provider explains, in words; undefined when all is explained. */
export function unexplained(order: Order, answer: Exchanged): string | undefined {
  const end = endOf(answer);
  const said = `${end} (${answer.status}${end === 'ok' ? '' : `, …${answer.tail.slice(-300)}`})`;
  const { fault } = order;
  if (fault === undefined) return end === 'ok' ? lost(order, answer) : said;
  if (end === 'ok by the platform') return order.fallback === 'never' ? `${said} under never` : lost(order, answer);
  const { ends, isMended } = EXPLAINED[fault];
  if (isMended && order.fallback === 'on-error') return `${said}, and the platform did not step in`;
  return ends.includes(end) ? undefined : said;
}

function lost({ provider, isStream, face, bytes }: Order, { letters, tail }: Exchanged): string | undefined {
  const expected = lettersOf(provider, isStream, bytes);
  if (letters !== expected) return `${letters} letters in place of ${expected}`;
  return isStream && face === 'v1' && !tail.endsWith('data: [DONE]\n\n') ? 'no [DONE]' : undefined;
}
