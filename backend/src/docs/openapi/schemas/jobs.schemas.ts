import { CREDENTIAL_SOURCES, PROVIDERS } from '#contracts';
import { choice, integer, list, number, open, ref, text, uuid, type Schema } from '../json.js';

const TYPES = ['transcription', 'outline', 'lesson', 'course'];
const STATUSES = ['queued', 'active', 'completed', 'failed', 'cancelled'];
const base = { id: uuid(), type: ref('JobType'), status: ref('JobStatus') };

/** Recordings to courses. */
export const JOB_SCHEMAS: Readonly<Record<string, Schema>> = {
  JobType: choice(TYPES),
  JobStatus: choice(STATUSES),
  NewJob: {
    description: 'As JSON, or as multipart/form-data with the same fields and `file`.',
    oneOf: [
      open({ type: { const: 'outline' }, transcript: text(), model: text() }, ['model']),
      open({ type: { const: 'lesson' }, outline: ref('Outline'), index: integer('Which section, from 0.'), model: text() }, ['model']),
      open({ type: { const: 'course' }, transcript: text(), language: text(), model: text() }, ['transcript', 'language', 'model']),
      open({ type: { const: 'transcription' }, language: text(), model: text() }, ['language', 'model']),
    ],
  },
  NewJobForm: open(
    {
      type: ref('JobType'),
      file: text('Audio or video.', { contentMediaType: 'application/octet-stream' }),
      language: text('ISO 639-1.'),
      model: text('An id, `<provider>/<id>`, or `auto`, the default.'),
    },
    ['language', 'model'],
  ),
  JobReference: open(base),
  Outline: open({ title: text(), sections: list(open({ title: text(), summary: text() })) }),
  Transcript: open({ text: text(), segments: list(open({ start: number('Seconds.'), end: number('Seconds.'), text: text() })) }),
  Lesson: open({ title: text(), markdown: text() }),
  Course: open({ transcript: ref('Transcript'), outline: ref('Outline'), lessons: list(ref('Lesson')) }),
  JobReceipt: open({
    stage: text(),
    credentialSource: choice(CREDENTIAL_SOURCES),
    provider: choice(PROVIDERS),
    model: text(),
    attempts: text('As in the header `x-byok-attempts`.'),
  }),
  Job: open(
    {
      ...base,
      progress: number('0 to 100.', { minimum: 0, maximum: 100 }),
      stage: { type: ['string', 'null'] },
      result: { anyOf: [ref('Transcript'), ref('Outline'), ref('Lesson'), ref('Course')] },
      error: open({ code: ref('ErrorCode'), detail: text() }),
      receipts: list(ref('JobReceipt')),
    },
    ['result', 'error'],
  ),
};
