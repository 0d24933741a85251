import { jest } from '@jest/globals';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { EMPTY, Subject, of, throwError, type Observable } from 'rxjs';
import { ConfirmService } from '#angular-byok/elements';
import { ApiError } from '../../../../core/http/api-error.js';
import { TextEdit } from './text-edit.js';

const conflict = new ApiError({ code: 'conflict', detail: 'Changed meanwhile.', status: 409 });

function start(answers: { save?: Observable<void>; refresh?: string; confirmed?: boolean } = {}) {
  const saved = signal('as it was');
  const typed = signal('as it was');
  const closed: (string | undefined)[] = [];
  const replaced: string[] = [];
  const ask = jest.fn(() => (answers.confirmed ? of(undefined) : EMPTY));
  TestBed.configureTestingModule({ providers: [{ provide: ConfirmService, useValue: { ask } }] });
  const edit = TestBed.runInInjectionContext(
    () =>
      new TextEdit<string>({
        saved,
        typed,
        same: (one, other) => one === other,
        save: (replaces) => {
          replaced.push(replaces);
          return answers.save ?? of(undefined);
        },
        refresh: () => {
          if (answers.refresh !== undefined) saved.set(answers.refresh);
          return of(answers.refresh);
        },
        close: (before) => closed.push(before),
      }),
  );
  edit.begin();
  return { edit, saved, typed, closed, replaced, ask };
}

describe('TextEdit', () => {
  it('closes without saving when nothing was changed', () => {
    const { edit, closed, replaced } = start();
    edit.save();
    expect({ closed, replaced }).toEqual({ closed: [undefined], replaced: [] });
  });

  it('closes with the text from before once another one is saved', () => {
    const { edit, typed, closed, replaced } = start();
    typed.set('mine');
    edit.save();
    expect({ closed, replaced }).toEqual({ closed: ['as it was'], replaced: ['as it was'] });
  });

  it('saves once, however often it is told to', () => {
    const { edit, typed, replaced } = start({ save: new Subject<void>() });
    typed.set('mine');
    edit.save();
    edit.save();
    edit.cancel();
    expect(replaced).toHaveLength(1);
    expect(edit.saving()).toBe(true);
  });

  it('shows a text from elsewhere instead of an error, and keeps what was typed', () => {
    const { edit, typed, saved, closed } = start({ save: throwError(() => conflict), refresh: 'theirs' });
    typed.set('mine');
    edit.save();
    expect({ closed, saved: saved(), typed: typed() }).toEqual({ closed: [], saved: 'theirs', typed: 'mine' });
    expect({ overtaken: edit.overtaken(), error: edit.error(), saving: edit.saving() }).toEqual({ overtaken: true, error: null, saving: false });
  });

  it('tells the conflict when no other text can be found', () => {
    const { edit, typed } = start({ save: throwError(() => conflict), refresh: 'as it was' });
    typed.set('mine');
    edit.save();
    expect(edit.error()).toBe(conflict);
    edit.forgetError();
    expect(edit.error()).toBeNull();
  });

  it('asks before it drops what was typed', () => {
    const kept = start();
    kept.typed.set('mine');
    kept.edit.cancel();
    expect({ closed: kept.closed, asked: kept.ask.mock.calls }).toEqual({ closed: [], asked: [['course.editor.discard']] });
    TestBed.resetTestingModule();
    const dropped = start({ confirmed: true });
    dropped.typed.set('mine');
    dropped.edit.cancel();
    expect(dropped.closed).toEqual([undefined]);
  });
});
