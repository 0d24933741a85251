import type { common as russian } from '../ru/common.js';
import type { SameShape } from '../shape.js';

export const common: SameShape<typeof russian> = {
  product: 'BYOK Studio',
  skipToContent: 'Skip to content',
  title: {
    start: 'Courses from lectures',
    data: 'Where data goes',
    howWeKnow: 'How we know',
    signIn: 'Sign in',
    register: 'Create an account',
    passwordReset: 'A new password',
    studio: 'Studio',
    courses: 'Courses',
    newCourse: 'New course',
    course: 'Course',
    keys: 'AI keys',
    account: 'Account',
    spending: 'Spending',
    users: 'Users',
    invites: 'Invitations',
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
  theme: { label: 'Appearance', system: 'System', light: 'Light', dark: 'Dark' },
  /** In brackets behind a model's name. */
  sunset: {
    stops: 'until {{date}}',
    stopsFor: 'until {{date}}, then {{model}}',
    maybe: 'said to stop on {{date}}',
    maybeFor: 'said to stop on {{date}}, then {{model}}',
  },
  copyCode: 'Copy',
  copied: 'Copied',
  plans: { free: 'Free', start: 'Start', pro: 'Pro', business: 'Business' },
  providers: { gemini: 'Google Gemini', openai: 'OpenAI', anthropic: 'Anthropic', cloudru: 'Cloud.ru' },
  action: {
    retry: 'Try again',
    cancel: 'Cancel',
    close: 'Close',
    delete: 'Delete',
    openKeys: 'Open AI keys',
  },
  writeToAdministrator: 'write to the administrator',
  shownOnce: {
    copied: 'Copied',
    copyFailed: 'The browser did not allow copying. Select the text and copy it yourself.',
  },
  otherAccount: {
    heading: 'Another account has signed in in this browser. Reload the page',
    text: 'So nothing more is shown or sent here. The vault of the earlier account is locked, and its keys are safe.',
    reload: 'Reload the page',
  },
  loading: 'Loading…',
  notLoaded: {
    text: 'This section did not load: there is no connection, or a newer version is out. What you wrote is still here.',
    reload: 'Reload',
  },
  notFound: {
    heading: 'There is no such page',
    text: 'The address may have a typo, or the page has moved.',
    back: 'Back to Studio',
  },
  fallback: {
    legend: 'If your key does not work',
    hint: 'When a request goes without your key, the platform pays for it. You will see this next to the answer.',
    pause: {
      label: 'Don’t pay for me until I have seen that the key failed',
      text: 'For courses and programs: when the key fails, the course stops with what is done and waits for you, and the program gets an error.',
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
  },
};
