import type { Page } from './client-page.js';
import type { PageVisit } from './page-visit.js';
import { pageContentSecurityPolicy, securityHeaders } from './security-headers.js';

/** What the service worker replaces by a nonce of its own, at each start. */
const NONCE = '%OFFLINE_NONCE%';

/**
 * The page that the client starts from while the server is away, as a script that its service worker imports: the
 * browser keeps it with the worker, where nothing in a page can change it, and looks for another one with each update.
 * It is nobody's: it starts with the mark.
 */
export function offlinePageScript(page: Page, language: PageVisit['language'], https: boolean, inlineScripts: readonly string[]): string {
  const headers = {
    ...securityHeaders({ publicUrl: https ? 'https:' : 'http:' }),
    'content-security-policy': pageContentSecurityPolicy(NONCE, https, inlineScripts),
    'content-type': 'text/html; charset=utf-8',
  };
  return `self.offlinePage = ${JSON.stringify({ nonce: NONCE, headers, html: page(NONCE, { path: '/', language }) })};\n`;
}
