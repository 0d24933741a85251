import type { ApplicationRef, Type } from '@angular/core';
import { NavigationEnd, NavigationError, NavigationSkipped, Router } from '@angular/router';
import { filter, firstValueFrom } from 'rxjs';
import { matchingElements } from './matching-elements.js';
import { RenderScheduler } from './render-scheduler.service.js';
import { nextTask } from './next-task.js';

/** Set by start.js on the button that was pressed last. */
const PRESSED = 'data-pressed';
/** Set by start.js on a field for a secret in which somebody began to type. */
const LOST = 'data-lost';
/** What the field in its place hears: the beginning of what is being typed is lost. */
const LOST_EVENT = 'byok-lost';
type Field = HTMLInputElement | HTMLTextAreaElement;

/**
 * Builds the client beside the page that the server sent, and puts it in its place in one go, so that nothing
 * flashes or moves. What was typed and pressed meanwhile is not lost.
 */
export async function hydrate(application: ApplicationRef, component: Type<unknown>): Promise<void> {
  const served = document.querySelector('app-root');
  if (!served) throw new Error('The page has no place for the client.');
  const live = document.createElement('app-root');
  const scheduler = application.injector.get(RenderScheduler);
  const firstPage = firstValueFrom(
    application.injector
      .get(Router)
      .events.pipe(filter((event) => [NavigationEnd, NavigationError, NavigationSkipped].some((end) => event instanceof end))),
  );
  scheduler.begin();
  await nextTask();
  application.bootstrap(component, live);
  await firstPage;
  const show = (): void => application.tick();
  await nextTask();
  show();
  await scheduler.build(nextTask, show);
  await nextTask();
  scheduler.end();
  const pressed = replace(served, live);
  // What the press changes must differ from what is shown: a field that it empties has to be full by then.
  show();
  pressed?.click();
}

/** @returns what was pressed meanwhile */
function replace(served: Element, live: Element): HTMLElement | undefined {
  const active = document.activeElement;
  served.replaceWith(live);
  const counterpart = matchingElements(served, live);
  for (const field of served.querySelectorAll<Field>(':is(input, textarea):not([readonly])')) {
    const successor = counterpart(field) as Field | undefined;
    if (!successor || field.value === '') continue;
    successor.value = field.value;
    successor.dispatchEvent(new Event('input', { bubbles: true }));
  }
  counterpart(active)?.focus({ preventScroll: true });
  for (const field of served.querySelectorAll(`[${LOST}]`)) counterpart(field)?.dispatchEvent(new Event(LOST_EVENT));
  return counterpart(served.querySelector(`[${PRESSED}]`));
}
