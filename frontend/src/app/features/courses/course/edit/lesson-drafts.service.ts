import { DestroyRef, Injectable, computed, inject, makeEnvironmentProviders, signal, type EnvironmentProviders } from '@angular/core';
import type { Lesson } from '#contracts';
import { SessionService } from '../../../../core/session/session.service.js';
import { SIGN_OUT_HOOKS } from '../../../../core/session/sign-out-hooks.js';

const PREFIX = 'byok.draft.';

/** What was typed, and the lesson that it began from. */
export interface LessonDraft extends Lesson {
  replaces: Lesson;
}

function isLesson(value: unknown): value is Lesson {
  return typeof value === 'object' && value !== null && 'title' in value && typeof value.title === 'string' && 'markdown' in value && typeof value.markdown === 'string';
}

/**
 * What was typed into lessons and not saved yet: in sessionStorage, so that neither a reload nor another page loses
 * it. Leaving the site with a draft is asked about. Provided by the course's page.
 */
@Injectable()
export class LessonDrafts {
  private readonly session = inject(SessionService);
  private readonly open = signal<ReadonlySet<string>>(new Set());
  private readonly any = computed(() => this.open().size > 0);

  constructor() {
    const warn = (event: BeforeUnloadEvent): void => {
      if (this.any()) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    inject(DestroyRef).onDestroy(() => window.removeEventListener('beforeunload', warn));
  }

  read(jobId: string, index: number): LessonDraft | undefined {
    try {
      const value: unknown = JSON.parse(sessionStorage.getItem(this.name(jobId, index)) ?? 'null');
      return isLesson(value) && 'replaces' in value && isLesson(value.replaces) ? { ...value, replaces: value.replaces } : undefined;
    } catch {
      return undefined;
    }
  }

  /** @returns false when the browser doesn't keep it */
  keep(jobId: string, index: number, draft: LessonDraft): boolean {
    const name = this.name(jobId, index);
    this.open.update((names) => new Set([...names, name]));
    try {
      sessionStorage.setItem(name, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  drop(jobId: string, index: number): void {
    const name = this.name(jobId, index);
    this.open.update((names) => new Set([...names].filter((known) => known !== name)));
    try {
      sessionStorage.removeItem(name);
    } catch {
      // Without storage there is no draft in it.
    }
  }

  private name(jobId: string, index: number): string {
    return `${PREFIX}${this.session.account()?.id ?? ''}.${jobId}.${index}`;
  }
}

function forgetDrafts(): void {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
  } catch {
    // No storage, nothing to forget.
  }
}

/** Drafts end with the session. Belongs beside the layout that signs out: the courses may not be loaded then. */
export function provideDraftsForgotten(): EnvironmentProviders {
  return makeEnvironmentProviders([{ provide: SIGN_OUT_HOOKS, multi: true, useValue: forgetDrafts }]);
}
