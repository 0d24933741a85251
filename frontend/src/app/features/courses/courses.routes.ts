import type { Routes } from '@angular/router';
import { CourseMemory } from './course-memory.service.js';
import { JobSubmissionService } from './jobs/job-submission.service.js';
import { NewCourseService } from './new/new-course.service.js';
import { RecordingUpload } from './upload/recording-upload.service.js';
import { UnfinishedUploads } from './upload/unfinished-uploads.service.js';
import { UploadClaims } from './upload/upload-claims.service.js';

/** What is being uploaded and what was typed live as long as these routes, across their pages. */
export const coursesRoutes: Routes = [
  {
    path: '',
    providers: [CourseMemory, JobSubmissionService, NewCourseService, RecordingUpload, UnfinishedUploads, UploadClaims],
    children: [
      {
        path: '',
        pathMatch: 'full',
        title: 'common.title.courses',
        loadComponent: () => import('./list/courses.page.js').then((module) => module.CoursesPage),
      },
      {
        path: 'new',
        title: 'common.title.newCourse',
        loadComponent: () => import('./new/new-course.page.js').then((module) => module.NewCoursePage),
      },
      {
        path: ':id',
        title: 'common.title.course',
        loadComponent: () => import('./course/course.page.js').then((module) => module.CoursePage),
      },
    ],
  },
];
