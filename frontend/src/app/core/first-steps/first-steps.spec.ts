import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { SessionService } from '../session/session.service.js';
import { FirstSteps } from './first-steps.service.js';

function stepsOf(id: string): FirstSteps {
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({ providers: [{ provide: SessionService, useValue: { account: signal({ id }) } }] });
  return TestBed.inject(FirstSteps);
}

beforeEach(() => localStorage.clear());

describe('the first steps', () => {
  it('are there for who has registered here, through a reload, and for nobody else', () => {
    expect(stepsOf('anna').done()).toBeNull();
    stepsOf('anna').begin();
    expect(stepsOf('anna').done()).toEqual([]);
    expect(stepsOf('boris').done()).toBeNull();
  });

  it('are ticked off once each', () => {
    const steps = stepsOf('anna');
    steps.begin();
    steps.complete('course');
    steps.complete('course');
    expect(steps.done()).toEqual(['course']);
    expect(stepsOf('anna').done()).toEqual(['course']);
  });

  it('go away when told to, and are not begun by what is done later', () => {
    const steps = stepsOf('anna');
    steps.begin();
    steps.hide();
    steps.complete('question');
    expect(steps.done()).toBeNull();
    expect(stepsOf('anna').done()).toBeNull();
  });
});
