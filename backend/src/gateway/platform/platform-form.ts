import type { ByokError, ProviderId } from '#contracts';
import type { RouteFields } from '#providers';
import type { UploadedForm } from '../../multipart/index.js';
import { needsOwnKey } from './outside-list.js';

/** The field that a form's name is of: `languages[]` and `chunking_strategy[type]` are ways to write lists and objects in a form. */
export const formFieldOf = (name: string): string => name.replace(/\[.*/s, '');

/** Why the platform's key may not pay for this form. @param route undefined when it has no list, and so needs an own key */
export function formRefusal(provider: ProviderId, form: UploadedForm, route: RouteFields | undefined): ByokError | undefined {
  const unlisted = form.fields.find(([name]) => route === undefined || !route.has(formFieldOf(name)));
  return unlisted === undefined ? undefined : needsOwnKey(provider, unlisted[0]);
}
