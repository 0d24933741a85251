/** The pages that the server can show before any script has come. */
const APP = 'src/app';
const SIGNED_IN = `${APP}/signed-in.routes.ts`;
const KEYS = [SIGNED_IN, `${APP}/features/keys/keys.routes.ts`];

/**
 * By file name: the `path` to render (none: the page starts with the mark), who is there (`signedIn`, `vault`: false for somebody who has none, else open),
 * and the `entries` of the build that the page needs beside main.ts.
 */
export const PAGES = {
  start: { path: '/', entries: [`${APP}/features/start/start.page.ts`] },
  'sign-in': { path: '/sign-in', entries: [`${APP}/features/auth/sign-in.page.ts`] },
  register: { path: '/register', entries: [`${APP}/features/auth/register.page.ts`] },
  studio: { path: '/studio', signedIn: true, entries: [SIGNED_IN, `${APP}/features/studio/studio.routes.ts`] },
  'settings/keys': { path: '/settings/keys', signedIn: true, entries: KEYS },
  'settings/keys.first': { path: '/settings/keys', signedIn: true, vault: false, entries: KEYS },
  courses: {
    path: '/courses',
    signedIn: true,
    entries: [SIGNED_IN, `${APP}/features/courses/courses.routes.ts`, `${APP}/features/courses/list/courses.page.ts`],
  },
  // Says from its first line on what only this account's answer tells.
  account: { entries: [SIGNED_IN, `${APP}/features/account/account.page.ts`] },
};

export const LANGUAGES = {
  ru: {
    entry: `${APP}/i18n/ru/index.ts`,
    description: 'Студия для авторов курсов: нейросети работают на вашем ключе, а ключ хранится только в вашем браузере.',
    notLoaded: 'Страница не загрузилась до конца. Обновите её.',
    subsets: ['cyrillic', 'latin'],
  },
  en: {
    entry: `${APP}/i18n/en/index.ts`,
    description: 'A studio for course authors: AI models work on your own key, and the key stays in your browser.',
    notLoaded: 'The page did not load completely. Please reload it.',
    subsets: ['latin'],
  },
};
