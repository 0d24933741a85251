import { twoForms } from '#angular-byok/elements';
import { byokTexts } from '#angular-byok/en';
import type { vault as russian } from '../ru/vault.js';
import type { SameShape } from '../shape.js';

export const vault: SameShape<typeof russian> = {
  ...byokTexts,
  fallback: {
    ...byokTexts.fallback,
    pause: { ...byokTexts.fallback.pause, text: 'For courses and programs: when the key fails, the course stops with what is done and waits for you, and the program gets an error.' },
  },
  keys: {
    ...byokTexts.keys,
    create: {
      ...byokTexts.keys.create,
      travels:
        'When you call a model, the key it needs travels to the server sealed, serves that request and is forgotten at once. For a course the server keeps the key sealed: for that work alone, while it lasts, and for an hour at most. Stop the course, and the key is gone at once.',
    },
    how: {
      ...byokTexts.keys.how,
      parts: {
        password: byokTexts.keys.how.parts.password,
        bound: byokTexts.keys.how.parts.bound,
        travel: byokTexts.keys.how.parts.travel,
        course: 'A course is made without you being there, so the server seals its key anew: the envelope fits that work alone, stays in the database until the work is done or stopped, and is void after an hour (the server’s administrator may change that time).',
        lock: byokTexts.keys.how.parts.lock,
      },
    },
    card: {
      ...byokTexts.keys.card,
      opens: 'Models on the {{plan}} plan',
      willOpen: 'Models on the {{plan}} plan',
      noModels: 'This key may use none of the models on your plan.',
      next: 'Go to Studio',
    },
    reset: {
      ...byokTexts.keys.reset,
      consequence:
        'You can delete the vault and start over. Keys and conversations disappear from this browser; at the provider the keys stay valid until you revoke them there.',
    },
  },
  background: {
    failed: 'The {{provider}} key failed in the course begun {{at}}.',
    lessons: twoForms('{{count}} lesson was paid by the platform.', '{{count}} lessons were paid by the platform.'),
    paid: 'The platform paid a part of the work.',
    course: 'To the course',
    seen: 'Got it',
    badge: 'a key failed',
  },
};
