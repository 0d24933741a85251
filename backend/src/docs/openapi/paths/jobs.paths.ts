import { integer, list, ref, text } from '../json.js';
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
      description: 'The keys that come along are sealed anew for this job alone and live for `BYOK_JOB_TTL` seconds; the fallback policy of this request is the job’s. A recording comes along as `file`, or was uploaded before ([resumable](#tag/uploads)) and is named by `upload`.',
      body: { ...json(ref('NewJob'), { type: 'outline', transcript: 'Today we talk about vaults.' }), 'multipart/form-data': { schema: ref('NewJobForm') } },
      answers: { 202: { description: 'Queued.', content: json(ref('JobReference')) } },
      errors: ['conflict', 'key_required', 'model_unknown', 'tier_not_allowed', 'request_invalid'],
    }),
  },
  '/api/jobs/{id}': {
    get: operation({ id: 'readJob', tag, summary: 'State, result and receipts of a job', parameters: [id], answers: { 200: { description: 'The job.', content: json(ref('Job')) } }, errors: ['not_found'] }),
    delete: operation({ id: 'cancelJob', tag, summary: 'Cancel a job', parameters: [id], answers: { 204: { description: 'Cancelled.' } }, errors: ['not_found'] }),
  },
  '/api/jobs/{id}/events': {
    get: operation({
      id: 'watchJob', tag, summary: 'Watch a job',
      description: 'Server-sent events `progress`, then one of `completed`, `failed`, `cancelled`, after which the stream closes. `key_expired_in_queue` and the codes of model calls arrive in the job’s `error`.',
      parameters: [id, lastEventId],
      answers: {
        200: { description: 'The events: `progress` with a JobProgress, the last one with the Job.', content: { 'text/event-stream': { schema: { anyOf: [ref('JobProgress'), ref('Job')] } } } },
        204: { description: 'The last event was received already.' },
      },
      errors: ['not_found', 'invalid_input'],
    }),
  },
};
