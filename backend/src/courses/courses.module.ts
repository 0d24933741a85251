import { Module, type DynamicModule } from '@nestjs/common';
import { JobsModule } from '../jobs/index.js';
import { UploadsModule } from '../uploads/index.js';
import { CourseEdits } from './api/course-edits.service.js';
import { CourseEditStore } from './api/course-edits.store.js';
import { CourseSubmissions } from './api/course-submissions.service.js';
import { CoursesController } from './api/courses.controller.js';
import { Transcripts } from './api/transcripts.service.js';
import { CourseWork } from './course-work.service.js';
import { JobChat } from './model/job-chat.service.js';
import { StructuredOutput } from './model/structured-output.service.js';
import { RecordingFiles } from './recording-files/recording-files.service.js';
import { LessonStage } from './stages/lesson.stage.js';
import { OutlineStage } from './stages/outline.stage.js';
import { StageRouting } from './stages/stage-routing.service.js';
import { TranscriptionStage } from './stages/transcription.stage.js';

/** What is done in jobs: recordings and texts become transcripts, outlines, lessons and courses. `http: false` leaves the routes out. */
@Module({})
export class CoursesModule {
  static forRoot({ http }: { http: boolean }): DynamicModule {
    return {
      module: CoursesModule,
      imports: [JobsModule.forRoot({ http }), ...(http ? [UploadsModule] : [])],
      controllers: http ? [CoursesController] : [],
      providers: [
        ...(http ? [CourseSubmissions, CourseEdits, CourseEditStore, Transcripts] : []),
        CourseWork,
        StageRouting,
        TranscriptionStage,
        OutlineStage,
        LessonStage,
        JobChat,
        StructuredOutput,
        RecordingFiles,
      ],
    };
  }
}
