import type { common as russian } from '../ru/common.js';
import type { SameShape } from '../shape.js';

export const common: SameShape<typeof russian> = {
  product: 'BYOK Studio',
  skipToContent: 'Skip to content',
  title: {
    signIn: 'Sign in',
    register: 'Create an account',
    passwordReset: 'A new password',
    studio: 'Studio',
    courses: 'Courses',
    newCourse: 'New course',
    course: 'Course',
    keys: 'AI keys',
    account: 'Account',
    users: 'Users',
    metrics: 'Metrics',
    notFound: 'Page not found',
  },
  navigation: {
    label: 'Sections',
    studio: 'Studio',
    courses: 'Courses',
    keys: 'AI keys',
    account: 'Account',
    admin: 'Admin',
    signOut: 'Sign out',
    menu: 'Account menu',
  },
  language: 'Language',
  theme: { label: 'Appearance', system: 'Like the system', light: 'Light', dark: 'Dark' },
  plans: { free: 'Free', start: 'Start', pro: 'Pro', business: 'Business' },
  providers: { gemini: 'Google Gemini', openai: 'OpenAI', anthropic: 'Anthropic', cloudru: 'Cloud.ru' },
  action: {
    retry: 'Try again',
    cancel: 'Cancel',
    close: 'Close',
    delete: 'Delete',
    openKeys: 'Open AI keys',
  },
  loading: 'Loading…',
  notLoaded: {
    text: 'This section did not load: there is no connection, or a newer version is out. What you wrote is still here.',
    reload: 'Reload',
  },
  notFound: {
    heading: 'There is no such page',
    text: 'The address may have a typo, or the page has moved.',
    back: 'To the Studio',
  },
  fallback: {
    legend: 'If your key does not work',
    hint: 'When a request goes without your key, the platform pays for it. You will see so beside the answer.',
    never: {
      label: 'Never replace my key',
      text: 'Only you pay. If the key fails, you get the reason and what to do instead of an answer.',
    },
    onQuota: {
      label: 'Replace it when the key has run out of money or quota',
      text: 'Normally you pay. When the provider says that money or quota is gone, the platform pays.',
    },
    onError: {
      label: 'Replace it on any failure of the key or the provider',
      text: 'Normally you pay. If the key is refused or the provider is down, the platform pays and the answer still comes.',
    },
  },
};
