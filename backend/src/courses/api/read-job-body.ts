import { ByokError, JOB_TYPES, type JobType } from '#contracts';
import type { JobInput } from '../../database/index.js';
import { hasSpeech } from '../../transcripts/index.js';
import { BodyValidationPipe } from '../../validation/index.js';
import { DTO_OF, type CourseDto, type LessonJobDto } from './job-body.dto.js';

const pipe = new BodyValidationPipe();

function refuse(field: string, message: string): never {
  throw new ByokError('invalid_input', `${field} ${message}.`, { errors: [{ field, message }] });
}

function typeOf(body: unknown): JobType {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ByokError('invalid_input', 'The body must be a JSON object, or multipart/form-data with the field "file".');
  }
  const { type } = body as { type?: unknown };
  return JOB_TYPES.find((candidate) => candidate === type) ?? refuse('type', `must be one of ${JOB_TYPES.join(', ')}`);
}

/** A form has nothing but text: what JSON carries as an object or a number is written there as JSON. */
const WRITTEN_AS_JSON = ['outline', 'index'] as const;

/** The fields of a form as the same submission in JSON would have them; what can't be read stays text, to be refused. */
export function fieldsOfForm(fields: Readonly<Record<string, string>>): Record<string, unknown> {
  const read: Record<string, unknown> = { ...fields };
  for (const name of WRITTEN_AS_JSON) {
    const text = fields[name];
    if (text === undefined) continue;
    try {
      read[name] = JSON.parse(text) as unknown;
    } catch {
      continue;
    }
  }
  return read;
}

/**
 * Checks the fields of a submission against its type.
 * @param hasFile whether a recording was sent with it
 * @returns `upload`: the id of the upload that is the recording
 * @throws ByokError invalid_input
 */
export async function readJobBody(body: unknown, hasFile: boolean): Promise<{ type: JobType; input: JobInput; upload?: string }> {
  const type = typeOf(body);
  const { type: _type, ...fields } = (await pipe.transform(body, { type: 'body', metatype: DTO_OF[type] })) as { type: JobType } & JobInput & { upload?: string };
  // `null` stands for "not given", as IsOptional has it.
  const { upload, ...given } = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)) as JobInput & { upload?: string };
  if (hasFile && upload !== undefined) refuse('upload', 'must not come beside file: send one of them');
  const source = hasFile ? 'file' : upload === undefined ? undefined : 'upload';
  if (type === 'transcription' && source === undefined) refuse('file', 'is missing: send the recording as multipart/form-data, or name its upload');
  if (type === 'course' && (source !== undefined) === ((given as CourseDto).transcript !== undefined)) {
    refuse(source === undefined ? 'file' : 'transcript', source === undefined ? 'is missing: send file, upload or transcript' : `must not come beside ${source}: send one of them`);
  }
  if (hasFile && type !== 'transcription' && type !== 'course') refuse('file', `is no field of a job of type ${type}`);
  if (given.transcript !== undefined && !hasSpeech(given.transcript)) refuse('transcript', 'must contain words');
  if (type === 'lesson') {
    const { outline, index } = given as unknown as LessonJobDto;
    if (index >= outline.sections.length) refuse('index', `must be below ${outline.sections.length}, the number of sections`);
  }
  return { type, input: { ...plain(given), ...(source === undefined ? {} : { file: true }) }, ...(upload === undefined ? {} : { upload }) };
}

/** Without the classes of the validation. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
