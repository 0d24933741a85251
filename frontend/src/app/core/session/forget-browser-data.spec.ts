import { forgetBrowserData, forgetDatabases } from './forget-browser-data.js';

const names = () => [Object.keys(localStorage).sort(), Object.keys(sessionStorage).sort()];

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  for (const name of ['byok.theme', 'byok.language', 'byok.courses.anna', 'byok.uploads.boris', 'foreign']) localStorage.setItem(name, 'x');
  for (const name of ['byok.draft.anna.1.0', 'byok.draft.boris.1.0']) sessionStorage.setItem(name, 'x');
});

describe('what stays in the browser', () => {
  it('at sign-out is what was chosen for it: theme and language', () => {
    forgetBrowserData();
    expect(names()).toEqual([['byok.language', 'byok.theme'], []]);
  });

  it('at sign-in is also what belongs to that account', () => {
    forgetBrowserData('anna');
    expect(names()).toEqual([['byok.courses.anna', 'byok.language', 'byok.theme'], ['byok.draft.anna.1.0']]);
  });

  it('after the account’s deletion is no database of it', async () => {
    for (const name of ['byok-vault-anna', 'byok-vault-boris']) {
      await new Promise((resolve) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => {
          opening.result.close();
          resolve(undefined);
        };
      });
    }
    await forgetDatabases('anna');
    expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(['byok-vault-boris']);
  });
});
