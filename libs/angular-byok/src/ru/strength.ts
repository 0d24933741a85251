import type { CrackTimeUnit } from '#vault';
import type { PluralForms } from '../plural-forms.js';

export const strength = {
  label: 'Надёжность пароля',
  level: { 0: 'Очень слабый', 1: 'Слабый', 2: 'Недостаточно надёжный', 3: 'Надёжный', 4: 'Очень надёжный' },
  'too-short': 'Нужно не меньше 12 знаков. Проще всего запомнить фразу из четырёх-пяти несвязанных слов.',
  common: 'В пароле есть слово или имя, с которых начинают подбор. Добавьте ещё два-три несвязанных слова.',
  personal: 'В пароле есть часть вашего адреса: её пробуют одной из первых. Возьмите слова, не связанные с вами.',
  predictable: 'Ряды клавиш, повторы, даты и телефоны подбирают первыми. Добавьте ещё два-три несвязанных слова.',
  'single-word': 'Одного слова мало. Добавьте ещё два-три, не связанных между собой.',
  time: 'Если сейф украдут, на восьми мощных видеокартах его подберут примерно за {{time}}.',
  /** Ten centuries and more. */
  ages: 'тысячи лет',
  duration: {
    seconds: { one: '{{count}} секунду', few: '{{count}} секунды', many: '{{count}} секунд', other: '{{count}} секунды' },
    minutes: { one: '{{count}} минуту', few: '{{count}} минуты', many: '{{count}} минут', other: '{{count}} минуты' },
    hours: { one: '{{count}} час', few: '{{count}} часа', many: '{{count}} часов', other: '{{count}} часа' },
    days: { one: '{{count}} день', few: '{{count}} дня', many: '{{count}} дней', other: '{{count}} дня' },
    months: { one: '{{count}} месяц', few: '{{count}} месяца', many: '{{count}} месяцев', other: '{{count}} месяца' },
    years: { one: '{{count}} год', few: '{{count}} года', many: '{{count}} лет', other: '{{count}} года' },
    centuries: { one: 'сотни лет', few: 'сотни лет', many: 'сотни лет', other: 'сотни лет' },
  } satisfies Record<CrackTimeUnit, PluralForms>,
} as const;
