import type { Routes } from '@angular/router';
import { CLIENT_SECTIONS } from '#contracts';
import { routes } from './app.routes.js';
import { signedInRoutes } from './signed-in.routes.js';

function sectionsOf(list: Routes): string[] {
  return list.flatMap(({ path = '', children }) => (path === '' ? sectionsOf(children ?? []) : [path.split('/', 1)[0] as string]));
}

describe('the client’s paths', () => {
  it('begin with the sections that the server knows', () => {
    const sections = new Set([...sectionsOf(routes), ...sectionsOf(signedInRoutes)]);
    sections.delete('**');
    expect([...sections].sort()).toEqual([...CLIENT_SECTIONS].sort());
  });
});
