import { CREDENTIAL_SOURCES, JOB_STATUSES, JOB_TITLE_LENGTH, JOB_TYPES, MODEL_NAME_LENGTH, PROVIDERS } from '#contracts';
import { choice, closed, integer, list, moment, number, ref, text, uuid, type Schema } from '../json.js';

const base = { id: uuid(), type: ref('JobType'), status: ref('JobStatus') };

/** Recordings to courses. */
export const JOB_SCHEMAS: Readonly<Record<string, Schema>> = {
  JobType: choice(JOB_TYPES),
  JobStatus: choice(JOB_STATUSES),
  NewJob: {
    description: 'As JSON, or as multipart/form-data with the same fields and `file`.',
    oneOf: [
      closed({ type: { const: 'outline' }, transcript: text(), model: text() }, ['model']),
      closed({ type: { const: 'lesson' }, outline: ref('Outline'), index: integer('Which section, from 0.', { minimum: 0 }), model: text() }, ['model']),
      closed({ type: { const: 'course' }, transcript: text(), language: text(), model: text() }, ['language', 'model']),
      closed({ type: { enum: ['transcription', 'course'] }, upload: uuid('A complete upload of yours; the job takes it.'), language: text(), model: text() }, ['language', 'model']),
    ],
  },
  NewJobForm: closed(
    {
      type: ref('JobType'),
      file: text('Audio or video, at most 2 GiB; for `transcription` and `course`.', { contentMediaType: 'application/octet-stream' }),
      language: text('ISO 639-1.'),
      model: text('An id, `<provider>/<id>`, or `auto`, the default.'),
    },
    ['language', 'model'],
  ),
  JobReference: closed(base),
  Outline: closed({ title: text(), sections: list(closed({ title: text(), summary: text() })) }),
  Transcript: closed({ text: text(), segments: list(closed({ start: number('Seconds.'), end: number('Seconds.'), text: text() })) }),
  Lesson: closed({ title: text(), markdown: text() }),
  Summary: closed({ summary: text() }),
  SummaryChange: closed({ summary: text(), replaces: text() }, ['replaces']),
  LessonChange: closed({ title: text(), markdown: text(), replaces: ref('Lesson') }, ['replaces']),
  Course: closed({ transcript: ref('Transcript'), outline: ref('Outline'), lessons: list(ref('Lesson')) }),
  PartialCourse: closed(
    { transcript: ref('Transcript'), outline: ref('Outline'), lessons: list({ anyOf: [ref('Lesson'), { type: 'null' }] }) },
    ['transcript', 'outline'],
  ),
  JobRename: closed({ title: text('What the job is called from now on.', { minLength: 1, maxLength: JOB_TITLE_LENGTH }) }),
  JobRetry: closed({ model: text('Another one for what is left: an id, `<provider>/<id>`, or `auto`. Without it the model of before goes on.', { minLength: 1, maxLength: MODEL_NAME_LENGTH }) }, ['model']),
  JobReceipt: closed({
    stage: text(),
    credentialSource: choice(CREDENTIAL_SOURCES),
    provider: choice(PROVIDERS),
    model: text(),
    attempts: text('As in the header `x-byok-attempts`.'),
    tokensIn: { type: ['number', 'null'], description: 'As the provider counted; null where it did not.' },
    tokensOut: { type: ['number', 'null'], description: 'As the provider counted; null where it did not.' },
    costRub: { type: ['number', 'null'], description: 'At catalog prices, whoever paid; null where they do not say, and of a call that failed.' },
  }, ['model']),
  Job: closed(
    {
      ...base,
      progress: number('0 to 100.', { minimum: 0, maximum: 100 }),
      stage: text('What is being done.'),
      title: text('Of the recording’s file, then of what was made of it, unless you gave one.', { maxLength: JOB_TITLE_LENGTH }),
      result: {
        anyOf: [ref('Transcript'), ref('Outline'), ref('Lesson'), ref('Course'), ref('PartialCourse')],
        description: 'Of a completed job, when it is asked for alone. Of a course that is not completed, what there is of it.',
      },
      error: closed({ code: ref('ErrorCode'), detail: text() }),
      receipts: list(ref('JobReceipt'), 'Who paid for each stage.'),
      createdAt: moment(),
      endedAt: moment('Absent while it goes on.'),
    },
    ['title', 'result', 'error', 'endedAt'],
  ),
  JobProgress: closed({ id: uuid(), status: ref('JobStatus'), progress: number(), stage: text() }),
};
