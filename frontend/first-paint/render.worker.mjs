/** One page in one language, as the built client shows it before anybody has answered. Sends `{title, styles, hostAttribute, body}`. */
import { parentPort, workerData } from 'node:worker_threads';
import { openBrowser } from './browser.mjs';

const LIMIT_MS = 20_000;
const { html, script, url, language, signedIn, vault } = workerData;

const { document } = openBrowser(html, { url, language, signedIn, vault });
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
await import(script);
const until = Date.now() + LIMIT_MS;
while (!document.querySelector('app-root h1')) {
  if (Date.now() > until) throw new Error(`${url} shows no heading after ${LIMIT_MS / 1000} seconds.`);
  await pause(20);
}
await pause(200);

const root = document.querySelector('app-root');
tidy(root);
parentPort.postMessage({
  title: document.title,
  styles: [...document.head.querySelectorAll('style')].map((style) => style.textContent),
  hostAttribute: root.getAttributeNames().find((name) => name.startsWith('_nghost')),
  body: root.innerHTML.replaceAll('<!---->', ''),
});
process.exit();

/** Takes away what would do nothing, or something else, before the scripts have come. */
function tidy(element) {
  element.querySelectorAll('.skip, router-outlet, :scope > [aria-live]').forEach((part) => part.remove());
  // The policy allows no style attributes; what sets them is set again by the client.
  element.querySelectorAll('[style]').forEach((part) => part.removeAttribute('style'));
  // Material allows itself movements a third of a second after a field came: the page may be sooner, or later.
  element.querySelectorAll('.mat-form-field-animations-enabled').forEach((field) => field.classList.remove('mat-form-field-animations-enabled'));
  // What a field for secrets takes, no script may see but its own.
  element.querySelectorAll('byok-secret-field input').forEach((field) => field.setAttribute('readonly', ''));
  // A form without a script behind it would send what was typed as part of the address.
  element.querySelectorAll('form').forEach((form) => form.setAttribute('method', 'dialog'));
}
