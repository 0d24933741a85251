import { TRANSCRIPT_FORMATS } from '#contracts';
import { choice, integer, list, ref, text } from '../json.js';
import { json, operation, pathParameter, queryParameter, type Paths } from '../operation.js';

const tag = 'jobs';
const id = pathParameter('id', ref('Id'), "The job's id.");
const lastEventId = { name: 'last-event-id', in: 'header', description: 'The id of the last event that arrived: the stream goes on behind it.', schema: text() };

export const JOB_PATHS: Paths = {
  '/api/jobs': {
    get: operation({
      id: 'listJobs', tag, summary: 'Your jobs, newest first',
      parameters: [
        queryParameter('limit', integer(undefined, { minimum: 1, maximum: 100, default: 50 }), 'How many.'),
        queryParameter('before', ref('Id'), 'The last id of the page before.'),
      ],
      answers: { 200: { description: 'One page, without results.', content: json(list(ref('Job'))) } },
      errors: ['invalid_input'],
    }),
    post: operation({
      id: 'submitJob', tag, takesKeys: true, summary: 'Submit a recording, a transcript or an outline',
      description: 'The keys that are sent with the request are sealed anew for this job alone and live for `BYOK_JOB_TTL` seconds; the fallback policy of this request is the job’s. A recording comes along as `file`, or was uploaded before ([resumable](#tag/uploads)) and is named by `upload`. A job that a provider’s rate limit stops is `queued` again until the provider allows it to go on, at most 15 minutes. With `idempotency-key`, the same request within 24 hours makes no second job and answers with the first one as it is by then; the key with another request is `conflict`. Keys and other headers are no part of what is compared. A request that was refused is not remembered, nor is one whose job was deleted for good.',
      parameters: [{ $ref: '#/components/parameters/idempotencyKey' }],
      body: { ...json(ref('NewJob'), { type: 'outline', transcript: 'Today we talk about vaults.' }), 'multipart/form-data': { schema: ref('NewJobForm') } },
      answers: { 202: { description: 'Queued, or made before by the same request.', content: json(ref('JobReference')) } },
      errors: ['conflict', 'key_required', 'model_unknown', 'tier_not_allowed', 'request_invalid'],
    }),
  },
  '/api/jobs/{id}': {
    get: operation({ id: 'readJob', tag, summary: 'State, result and receipts of a job', parameters: [id], answers: { 200: { description: 'The job.', content: json(ref('Job')) } }, errors: ['not_found'] }),
    patch: operation({
      id: 'renameJob', tag, summary: 'Rename a job', parameters: [id],
      body: json(ref('JobRename'), { title: 'The vault, lecture 1' }),
      answers: { 200: { description: 'The job, without its result.', content: json(ref('Job')) } },
      errors: ['not_found'],
    }),
    delete: operation({
      id: 'cancelJob', tag, summary: 'Cancel a job, or delete it for good',
      description: 'Cancels a job that is queued or active; one that has ended is deleted, with its recording and all that was made of it. `forget` says which of the two, whether it has ended or not.',
      parameters: [id, queryParameter('forget', { type: 'boolean' }, '`true`: delete it for good, wherever it stands. `false`: cancel alone, which changes nothing for one that has ended.')],
      answers: { 204: { description: 'Done.' } },
      errors: ['not_found', 'invalid_input'],
    }),
  },
  '/api/jobs/{id}/retry': {
    post: operation({
      id: 'retryJob', tag, takesKeys: true, summary: 'Send a failed or cancelled job back to work',
      description: 'It goes on behind what is done already, with the keys and the fallback policy of this request. With `model`, that one serves the stages that are left, as it would have been checked and used at submission: in a course, a recording is still transcribed by a model that can hear. `conflict` when it is running or completed, or when the recording that it needs is gone: recordings are deleted when a job ends.',
      parameters: [id],
      body: json(ref('JobRetry'), { model: 'gpt-6-luna' }), bodyOptional: true,
      answers: { 202: { description: 'Queued.', content: json(ref('JobReference')) } },
      errors: ['not_found', 'invalid_input', 'conflict', 'key_required', 'model_unknown', 'tier_not_allowed', 'request_invalid'],
    }),
  },
  '/api/jobs/{id}/lessons/{index}': {
    put: operation({
      id: 'replaceLesson', tag, summary: 'Replace a lesson of a completed course',
      parameters: [id, pathParameter('index', integer(undefined, { minimum: 0 }), 'Which lesson, from 0.')],
      description: 'With `replaces`, the lesson as it was when the change began, one that was changed meanwhile is not overwritten: `conflict`.',
      body: json(ref('LessonChange'), { title: 'What a vault is', markdown: 'A vault keeps **keys**.' }),
      answers: { 200: { description: 'The lesson as it is now.', content: json(ref('Lesson')) } },
      errors: ['not_found', 'conflict'],
    }),
  },
  '/api/jobs/{id}/outline/{index}': {
    put: operation({
      id: 'replaceSummary', tag, summary: 'Replace a summary in the outline of a completed course',
      description: 'With `replaces`, the summary as it was when the change began, one that was changed meanwhile is not overwritten: `conflict`.',
      parameters: [id, pathParameter('index', integer(undefined, { minimum: 0 }), 'Which section, from 0.')],
      body: json(ref('SummaryChange'), { summary: 'What a vault keeps, and from whom.' }),
      answers: { 200: { description: 'The summary as it is now.', content: json(ref('Summary')) } },
      errors: ['not_found', 'conflict'],
    }),
  },
  '/api/jobs/{id}/transcript': {
    get: operation({
      id: 'readTranscript', tag, summary: 'The transcript as a file',
      parameters: [id, queryParameter('format', { ...choice(TRANSCRIPT_FORMATS), default: 'json' }, 'Subtitles need a recording; a text has no time stamps.')],
      answers: {
        200: {
          description: 'The whole transcript; `content-disposition` names the file after the job.',
          content: { ...json(ref('Transcript')), 'text/plain': { schema: text() }, 'application/x-subrip': { schema: text() }, 'text/vtt': { schema: text() } },
        },
      },
      errors: ['not_found', 'invalid_input', 'conflict'],
    }),
  },
  '/api/jobs/{id}/events': {
    get: operation({
      id: 'watchJob', tag, summary: 'Watch a job',
      description: 'Server-sent events `progress`, then one of `completed`, `failed`, `cancelled`, after which the stream closes. `key_expired_in_queue`, `no_speech` and the codes of model calls arrive in the job’s `error`.',
      parameters: [id, lastEventId],
      answers: {
        200: { description: 'The events: `progress` with a JobProgress, the last one with the Job.', content: { 'text/event-stream': { schema: { anyOf: [ref('JobProgress'), ref('Job')] } } } },
        204: { description: 'The last event was received already.' },
      },
      errors: ['not_found', 'invalid_input'],
    }),
  },
};
