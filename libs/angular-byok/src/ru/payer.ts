import type { KeyFailureCode } from '../state/key-standing.js';

export const payer = {
  topUp: 'Пополнить у {{provider}}',
  own: 'Платите вы, ключом {{provider}}',
  ownAny: 'Платите вы: один из ваших ключей, {{providers}}',
  platformNoKey: 'Платит платформа: вашего ключа {{provider}} нет',
  platformNoKeys: 'Платит платформа: своих ключей пока нет',
  cloudru: 'Платит платформа: Cloud.ru работает без вашего ключа',
  locked: 'Ключ есть, но сейф закрыт.',
  open: 'Открыть',
  missing: 'Добавьте ключ: оплату платформой вы отключили',
  failedPlatform: 'Заплатит платформа.',
  failedNobody: 'Ответа, скорее всего, не будет: платформа здесь не подстрахует.',
  why: {
    key_no_credit: 'Ключ {{provider}} без денег',
    key_invalid: 'Ключ {{provider}} провайдер не принял',
    key_forbidden: 'Ключу {{provider}} эта модель не разрешена',
    region_unsupported: '{{provider}} не обслуживает страну, где стоит наш сервер',
  } satisfies Record<KeyFailureCode, string>,
  keys: 'К ключам',
  addKey: 'Добавить ключ',
} as const;
