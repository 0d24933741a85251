import { byokTexts } from '#angular-byok/ru';

/** The package's words, and ours where they speak of this product. */
export const vault = {
  ...byokTexts,
  fallback: {
    ...byokTexts.fallback,
    pause: { ...byokTexts.fallback.pause, text: 'Для курсов и программ: если ключ откажет, курс остановится с тем, что готово, и подождёт вас, а программа получит ошибку.' },
  },
  keys: {
    ...byokTexts.keys,
    create: {
      ...byokTexts.keys.create,
      travels:
        'Когда вы обращаетесь к модели, нужный ключ уходит на сервер запечатанным, служит этому запросу и сразу забывается. Для курса сервер хранит ключ запечатанным: только для этой работы, пока она идёт, и не дольше часа. Остановите курс, и ключ исчезнет сразу.',
    },
    how: {
      ...byokTexts.keys.how,
      parts: {
        password: byokTexts.keys.how.parts.password,
        bound: byokTexts.keys.how.parts.bound,
        travel: byokTexts.keys.how.parts.travel,
        course: 'Курс готовится и без вас, поэтому его ключ сервер запечатывает заново: конверт подходит только к этой работе, лежит в базе, пока она не закончена или не остановлена, и теряет силу через час (срок может изменить администратор сервера).',
        lock: byokTexts.keys.how.parts.lock,
      },
    },
    card: {
      ...byokTexts.keys.card,
      opens: 'Доступные модели (тариф «{{plan}}»)',
      willOpen: 'Модели на тарифе «{{plan}}»',
      noModels: 'Этому ключу не разрешена ни одна модель вашего тарифа.',
      next: 'Перейти в студию',
    },
    reset: {
      ...byokTexts.keys.reset,
      consequence:
        'Можно удалить сейф и начать заново. Ключи и разговоры исчезнут из этого браузера; у провайдера ключи продолжат действовать, пока вы их там не отзовёте.',
    },
  },
  background: {
    failed: 'Ключ {{provider}} не сработал в курсе, начатом {{at}}.',
    lessons: { one: '{{count}} урок оплатила платформа.', few: '{{count}} урока оплатила платформа.', many: '{{count}} уроков оплатила платформа.', other: '{{count}} урока оплатила платформа.' },
    paid: 'Часть работы оплатила платформа.',
    course: 'К курсу',
    seen: 'Понятно',
    badge: 'ключ не сработал',
  },
} as const;
