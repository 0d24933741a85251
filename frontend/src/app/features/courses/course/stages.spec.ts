import { courseStages } from './stages.js';

function told(status: Parameters<typeof courseStages>[0]['status'], stage: string, recording = true): string[] {
  return courseStages({ status, stage }, recording).map(({ name, state }) => `${name} ${state}`);
}

describe('courseStages', () => {
  it('waits in the queue, is somewhere while active, and done at the end', () => {
    expect(told('queued', 'queued')).toEqual(['input done', 'transcription waiting', 'outline waiting', 'lesson waiting']);
    expect(told('active', 'outline')).toEqual(['input done', 'transcription done', 'outline active', 'lesson waiting']);
    expect(told('completed', 'lesson', false)).toEqual(['input done', 'outline done', 'lesson done']);
  });

  it('shows where it failed or was stopped', () => {
    expect(told('failed', 'outline')).toContain('outline failed');
    expect(told('cancelled', 'queued', false)).toEqual(['input done', 'outline cancelled', 'lesson waiting']);
  });
});
