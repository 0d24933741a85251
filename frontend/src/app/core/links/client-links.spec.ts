import { TestBed } from '@angular/core/testing';
import { ClientLinks } from './client-links.service.js';

function linksOf(content: string | null): ClientLinks {
  document.querySelector('meta[name="byok-links"]')?.remove();
  if (content !== null) {
    const meta = document.createElement('meta');
    meta.name = 'byok-links';
    meta.content = content;
    document.head.append(meta);
  }
  TestBed.resetTestingModule();
  return TestBed.inject(ClientLinks);
}

describe('the operator’s links', () => {
  it('come from the page', () => {
    const links = linksOf(JSON.stringify({ support: 'mailto:help@school.example', terms: 'https://school.example/terms' }));
    expect(links).toMatchObject({ support: 'mailto:help@school.example', terms: 'https://school.example/terms' });
    expect(links.privacy).toBeUndefined();
  });

  it('are left out when there are none, when they can’t be read, and when they are no links', () => {
    for (const content of [null, '', 'no JSON', '[]', 'null', '{"support":5}', '{"support":"javascript:alert(1)"}']) {
      expect(linksOf(content).support).toBeUndefined();
    }
  });
});
