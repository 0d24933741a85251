import type { fallback as russianFallback, sunset as russianSunset } from '../ru/fallback.js';
import type { Words } from '../words.js';

export const fallback: Words<typeof russianFallback> = {
  legend: 'If your key does not work',
  hint: 'When a request goes without your key, the platform pays for it. You will see this next to the answer.',
  pause: {
    label: 'Don’t pay for me until I have seen that the key failed',
    text: 'When the key fails while you are away, the work stops and waits for you instead of being paid by the platform.',
  },
  never: {
    label: 'Never step in',
    text: 'Only you pay. If the key fails, you get the reason and what to do instead of an answer.',
  },
  onQuota: {
    label: 'Step in when credit or a limit runs out',
    text: 'Normally you pay. When the provider says that money or quota is gone, the platform pays.',
  },
  onError: {
    label: 'Step in for any failure',
    text: 'Normally you pay. If the key is refused or the provider is down, the platform pays and the answer still comes.',
  },
  saved: 'Saved',
};

export const sunset: Words<typeof russianSunset> = {
  stops: 'until {{date}}',
  stopsFor: 'until {{date}}, then {{model}}',
  maybe: 'said to stop on {{date}}',
  maybeFor: 'said to stop on {{date}}, then {{model}}',
};
