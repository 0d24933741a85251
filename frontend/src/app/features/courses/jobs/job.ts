import type { PartialCourse, JobView as WireJobView } from '#contracts';

/** A course as far as it is made: whole when the job has completed, in parts or absent before. */
export type CourseResult = Partial<PartialCourse>;

/** A job that makes a course. */
export type JobView = WireJobView<CourseResult>;
