import { Injectable } from '@nestjs/common';
import type { JobWork } from './job-work.js';

/** Who does the work of jobs. Filled in `onModuleInit`; a start without it fails in `onApplicationBootstrap`. */
@Injectable()
export class JobWorkRegistry {
  #work: JobWork | undefined;

  register(work: JobWork): void {
    this.#work = work;
  }

  /** @throws Error when no module does the work of jobs */
  get work(): JobWork {
    if (this.#work === undefined) throw new Error('No module does the work of jobs: import one that registers it with JobWorkRegistry, such as CoursesModule.');
    return this.#work;
  }
}
