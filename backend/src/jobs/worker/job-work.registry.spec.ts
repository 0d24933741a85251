import type { JobWork } from './job-work.js';
import { JobWorkRegistry } from './job-work.registry.js';

describe('the work of jobs', () => {
  it('has someone who does it, or the start fails with one line that says what to import', () => {
    expect(() => new JobWorkRegistry().work).toThrow(/^No module does the work of jobs: import .* CoursesModule\.$/);
  });

  it('is done by the module that registered', () => {
    const registry = new JobWorkRegistry();
    const work = { run: async () => ({}) } as unknown as JobWork;
    registry.register(work);
    expect(registry.work).toBe(work);
  });
});
