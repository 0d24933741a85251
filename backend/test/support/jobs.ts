import type { JobView } from '#contracts';
import type { RequestOptions, TestApplication, TestUser } from './application.js';

export interface StreamedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

export function formOf(fields: Record<string, string>, file?: { bytes: Buffer; name?: string }): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (file !== undefined) form.append('file', new Blob([new Uint8Array(file.bytes)]), file.name ?? 'lecture.wav');
  return form;
}

/** Submits a job and returns its id. @throws when it isn't taken */
export async function submit(test: TestApplication, user: TestUser, body: unknown, options: RequestOptions = {}): Promise<string> {
  const { status, text } = body instanceof FormData ? await submitForm(test, user, body, options) : await test.request(user, 'post', '/api/jobs').set(options.headers ?? {}).send(body as object);
  if (status !== 202) throw new Error(`The job was refused: ${status} ${text}`);
  return (JSON.parse(text) as { id: string }).id;
}

/** By `fetch`, which writes forms as browsers do. */
async function submitForm(test: TestApplication, user: TestUser, body: FormData, options: RequestOptions): Promise<{ status: number; text: string }> {
  const response = await test.fetch(user, '/api/jobs', { method: 'POST', body, ...options });
  return { status: response.status, text: await response.text() };
}

export async function jobOf(test: TestApplication, user: TestUser, id: string): Promise<JobView> {
  const { status, body } = await test.request(user, 'get', `/api/jobs/${id}`);
  if (status !== 200) throw new Error(`No job: ${status}`);
  return body as JobView;
}

/** What never comes is given up after so long. */
const MIN_TIMEOUT_SECONDS = 120;

/** Waits until the job has this property. @throws after `seconds`, and no sooner than a busy machine may need, showing the job */
export async function until(test: TestApplication, user: TestUser, id: string, done: (job: JobView) => boolean, seconds = 0): Promise<JobView> {
  const deadline = Date.now() + Math.max(seconds, MIN_TIMEOUT_SECONDS) * 1000;
  for (;;) {
    const job = await jobOf(test, user, id);
    if (done(job)) return job;
    if (Date.now() > deadline) throw new Error(`The job did not get there: ${JSON.stringify(job).slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function ended(test: TestApplication, user: TestUser, id: string, seconds?: number): Promise<JobView> {
  return until(test, user, id, ({ status }) => status !== 'queued' && status !== 'active', seconds);
}

/** A script of a provider that takes its time, and then answers as ever. */
export function slowly(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), 3_000).unref());
}

/** Reads an event stream to its end, or up to so many events. */
export async function eventsOf(response: Response, atMost = Infinity): Promise<StreamedEvent[]> {
  const events: StreamedEvent[] = [];
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString('utf8');
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const fields = Object.fromEntries(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
      if (fields['event'] === undefined) continue;
      events.push({ id: fields['id'] ?? '', event: fields['event'], data: JSON.parse(fields['data'] ?? '{}') as Record<string, unknown> });
      if (events.length >= atMost) return events;
    }
  }
  return events;
}
