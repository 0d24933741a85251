import { Injectable, computed, inject, signal } from '@angular/core';
import { readSetting, writeSetting } from '../../core/browser-settings.js';
import { FirstSteps } from '../../core/first-steps/first-steps.service.js';
import { SessionService } from '../../core/session/session.service.js';
import type { CourseInput } from './jobs/job-submission.service.js';

/** What this browser remembers of a course, to name it in the list. */
export interface CourseNote {
  /** The course's title, or else the file's name. */
  name: string;
  source: 'recording' | 'text';
}

type Notes = Readonly<Record<string, CourseNote>>;

/** Notes are kept of at most this many courses. */
const MAX_COURSES = 100;

function isNote(value: unknown): value is CourseNote {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string' && 'source' in value;
}

function readNotes(text: string | null): Notes {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return Object.fromEntries(entries.filter((entry): entry is [string, CourseNote] => isNote(entry[1])));
  } catch {
    return {};
  }
}

/**
 * What the server doesn't keep: names of courses, in localStorage, and the inputs of this visit, in memory alone,
 * so that a recording can be listened to and a failed course tried again.
 */
@Injectable()
export class CourseMemory {
  private readonly session = inject(SessionService);
  private readonly steps = inject(FirstSteps);
  private readonly inputs = new Map<string, CourseInput>();
  private readonly changes = signal(0);
  private readonly setting = computed(() => `byok.courses.${this.session.account()?.id ?? ''}`);
  readonly notes = computed<Notes>(() => {
    this.changes();
    return readNotes(readSetting(this.setting()));
  });

  input(id: string): CourseInput | undefined {
    return this.inputs.get(id);
  }

  keepInput(id: string, input: CourseInput): void {
    this.steps.complete('course');
    this.inputs.set(id, input);
    this.keepNote(id, input.file === null ? { name: '', source: 'text' } : { name: input.file.name, source: 'recording' });
  }

  /** The course goes on with another model. */
  keepModel(id: string, model: string): void {
    const input = this.inputs.get(id);
    if (input !== undefined) this.inputs.set(id, { ...input, model });
  }

  keepNote(id: string, note: CourseNote): void {
    const { [id]: known, ...others } = this.notes();
    if (known?.name === note.name && known.source === note.source) return;
    const kept = Object.fromEntries([...Object.entries(others), [id, note]].slice(-MAX_COURSES));
    writeSetting(this.setting(), JSON.stringify(kept));
    this.changes.update((count) => count + 1);
  }
  /** The course was deleted. */
  forget(id: string): void {
    this.inputs.delete(id);
    const { [id]: known, ...others } = this.notes();
    if (known === undefined) return;
    writeSetting(this.setting(), JSON.stringify(others));
    this.changes.update((count) => count + 1);
  }
}
