/**
 * After `ng build`: which files a page needs besides those in index.html, so that the server can name them all at
 * once and the browser doesn't learn of them one after the other. Read from the build's own statistics.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const client = fileURLToPath(new URL('../dist/client/', import.meta.url));
const APP = 'src/app';
const SIGNED_IN = `${APP}/signed-in.routes.ts`;

/** What each page enters by, beside main.ts. */
const PAGES = {
  '/sign-in': [`${APP}/features/auth/sign-in.page.ts`],
  '/register': [`${APP}/features/auth/register.page.ts`],
  '/studio': [SIGNED_IN, `${APP}/features/studio/studio.routes.ts`],
  '/settings/keys': [SIGNED_IN, `${APP}/features/settings/keys.page.ts`],
  '/courses': [SIGNED_IN, `${APP}/features/courses/courses.routes.ts`, `${APP}/features/courses/list/courses.page.ts`],
  '/account': [SIGNED_IN, `${APP}/features/account/account.page.ts`],
};
const LANGUAGES = { ru: [`${APP}/i18n/ru/index.ts`], en: [`${APP}/i18n/en/index.ts`] };

/** Writes dist/client/preload.json: files by page and by language. @throws when a page's entry is not in the build */
export function writePreloadList() {
  const { outputs } = JSON.parse(readFileSync(`${client}browser-stats.json`, 'utf8'));
  const entries = new Map(Object.entries(outputs).flatMap(([name, { entryPoint }]) => (entryPoint ? [[entryPoint, name]] : [])));
  const withImports = (name, found = new Set()) => {
    if (found.has(name)) return found;
    found.add(name);
    for (const { path, kind } of outputs[name].imports) if (kind === 'import-statement') withImports(path, found);
    return found;
  };
  const initial = withImports(entries.get('src/main.ts'));
  const filesOf = (sources) => {
    const names = sources.map((source) => {
      if (!entries.has(source)) throw new Error(`The build has no entry ${source}; mend PAGES in preload-list.mjs.`);
      return entries.get(source);
    });
    return [...new Set(names.flatMap((name) => [...withImports(name)]))].filter((name) => !initial.has(name));
  };
  const lists = (table) => Object.fromEntries(Object.entries(table).map(([name, sources]) => [name, filesOf(sources)]));
  writeFileSync(`${client}preload.json`, `${JSON.stringify({ pages: lists(PAGES), languages: lists(LANGUAGES) }, null, 2)}\n`);
}
