import { computed, signal } from '@angular/core';
import type { CourseInput } from '../jobs/job-submission.service.js';
import { checkRecording, textTooLong, type FileProblem } from './input-check.js';
import { isRecordingInside } from './recording-signature.js';
import { isTextFile, isTextFileTooLarge, readTextFile } from './text-file.js';

export type CourseSource = 'recording' | 'text';

/** What was chosen and typed for a course. */
export class CourseDraft {
  readonly source = signal<CourseSource>('recording');
  readonly file = signal<File | null>(null);
  readonly fileProblem = signal<FileProblem | null>(null);
  readonly transcript = signal('');
  readonly language = signal('');
  readonly model = signal('auto');
  private readonly refused = signal(0);
  /** Characters of the text that was refused last. */
  readonly refusedLength = this.refused.asReadonly();
  readonly tooLong = computed(() => this.source() === 'text' && textTooLong(this.transcript()));
  readonly complete = computed(() => (this.source() === 'recording' ? this.file() !== null : this.transcript().trim() !== '' && !this.tooLong()));

  /** @param isOpen whether it may still be changed; asked again after a file was looked into */
  constructor(private readonly isOpen: () => boolean) {}

  /**
   * Takes a dropped or chosen file: a text becomes the text, a recording is looked at before anything is uploaded. What
   * can be neither is refused and leaves the last one in place.
   */
  choose(file: File): void {
    if (isTextFile(file)) return void this.chooseText(file);
    const problem = checkRecording(file);
    this.source.set('recording');
    this.fileProblem.set(problem ?? null);
    if (problem !== undefined) return;
    const before = this.file();
    this.file.set(file);
    void this.lookInside(file, before);
  }

  type(text: string): void {
    this.fileProblem.set(null);
    this.transcript.set(text);
  }

  /** Adds a text that is too long to be typed at; one above the limit is refused with its length. */
  addText(text: string): void {
    const whole = [this.transcript(), text].filter((part) => part !== '').join('\n');
    if (textTooLong(whole)) {
      this.refused.set(whole.length);
      return this.fileProblem.set('textTooLong');
    }
    this.fileProblem.set(null);
    this.transcript.set(whole);
  }

  removeFile(): void {
    this.file.set(null);
    this.fileProblem.set(null);
  }

  /** Takes the input of an earlier course. */
  fill(input: CourseInput): void {
    this.source.set(input.file === null ? 'text' : 'recording');
    this.file.set(input.file);
    if (input.file === null) this.transcript.set(input.transcript);
    this.language.set(input.language);
    this.model.set(input.model);
    this.fileProblem.set(null);
  }

  /** Language and model stay for the next course. */
  empty(): void {
    this.file.set(null);
    this.transcript.set('');
  }

  input(): CourseInput {
    const recording = this.source() === 'recording';
    return {
      file: recording ? this.file() : null,
      transcript: recording ? '' : this.transcript().trim(),
      language: this.language(),
      model: this.model(),
    };
  }

  private async lookInside(file: File, before: File | null): Promise<void> {
    const problem = await isRecordingInside(file).then((is) => (is ? undefined : 'unreadable' as const), () => 'unreadableHere' as const);
    if (problem === undefined || this.file() !== file || !this.isOpen()) return;
    this.file.set(before);
    this.fileProblem.set(problem);
  }

  private async chooseText(file: File): Promise<void> {
    this.source.set('text');
    if (isTextFileTooLarge(file)) return this.fileProblem.set('textTooLong');
    try {
      const text = await readTextFile(file);
      if (text === '') return this.fileProblem.set('empty');
      this.transcript.set('');
      this.addText(text);
    } catch {
      this.fileProblem.set('unreadableHere');
    }
  }
}
