import { DOCUMENT, Injectable, inject } from '@angular/core';
import { CLIENT_LINKS_META } from '#contracts';

export type LinkName = 'support' | 'terms' | 'privacy';

/** What a link may begin with: the operator's configuration is checked, the page could have come from elsewhere. */
const ALLOWED = /^(https?:\/\/|mailto:)/i;

function readLinks(text: string | null | undefined): Partial<Record<LinkName, string>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
    return Object.fromEntries(entries.filter(([, url]) => typeof url === 'string' && ALLOWED.test(url)));
  } catch {
    return {};
  }
}

/** The operator's links (`SUPPORT_URL`, `TERMS_URL`, `PRIVACY_URL`), as the server wrote them into the page; undefined where there is none. */
@Injectable({ providedIn: 'root' })
export class ClientLinks {
  private readonly links = readLinks(inject(DOCUMENT).querySelector(`meta[name="${CLIENT_LINKS_META}"]`)?.getAttribute('content'));
  readonly support = this.links.support;
  readonly terms = this.links.terms;
  readonly privacy = this.links.privacy;
}
