import type { ByokError, ProviderId } from '#contracts';
import { UnlistedFieldError, type RouteFields } from '#providers';
import type { UploadedForm } from '../../multipart/index.js';
import { needsOwnKey } from './outside-list.js';

/** `include[]`, `chunking_strategy[type]`, `a[0][b]`: how a form writes lists and objects. */
const WRITTEN = /^(?<field>[^[\]]+)(?<inner>(?:\[[^[\]]*\])*)$/;
const LIST_STEP = /^\d*$/;

/** The field that a form's name is of: `languages[]` and `chunking_strategy[type]` are ways to write lists and objects in a form. */
export const formFieldOf = (name: string): string => name.replace(/\[.*/s, '');

/** Why the platform's key may not pay for this form. @param route undefined when it has no list, and so needs an own key */
export function formRefusal(provider: ProviderId, form: UploadedForm, route: RouteFields | undefined): ByokError | undefined {
  const unlisted = form.fields.find(([name, value]) => route === undefined || !isListed(name, value, route));
  return unlisted === undefined ? undefined : needsOwnKey(provider, unlisted[0]);
}

/** Whether a field passes, with this value. */
function isListed(name: string, value: string, route: RouteFields): boolean {
  const { field, inner } = WRITTEN.exec(name)?.groups ?? {};
  if (field === undefined) return false;
  const steps = (inner ?? '').split(/[[\]]+/).filter((step) => !LIST_STEP.test(step));
  try {
    route.rewrite({ [field]: steps.reduceRight<unknown>((held, step) => ({ [step]: held }), value) });
    return true;
  } catch (error) {
    if (error instanceof UnlistedFieldError) return false;
    throw error;
  }
}
