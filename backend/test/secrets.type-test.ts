/**
 * Holds for the compiler: `nx run backend:types` fails when an expected error does not come. Nothing here is run.
 */
import type { Ciphertext, JobEnvelope, PlainKey, PlainKeyText, RequestEnvelope } from '#contracts';
import type { Credential, TransitKeyring } from '#nestjs-byok';
import { PROVIDER_STRATEGIES } from '#providers';
import type { QueuedJob } from '../src/jobs/queue/bull.js';

declare const credential: Credential;
declare const keyring: TransitKeyring;
declare const text: string;
declare const plainText: PlainKeyText;
declare const request: RequestEnvelope;
declare const job: JobEnvelope;
const binding = { provider: 'openai', userId: 'u1', jobId: 'j1' } as const;

export function aCredentialLendsAPlainKey(): void {
  credential.use((secret) => {
    const known: PlainKeyText = secret;
    // @ts-expect-error a plain key is no envelope
    const sealed: RequestEnvelope = secret;
    void [known, sealed];
  });
  credential.useBytes((key) => {
    const known: PlainKey = key;
    // @ts-expect-error a plain key is no ciphertext
    const stored: Ciphertext = key;
    void [known, stored];
  });
}

export function theKeyringTellsEnvelopesApart(): void {
  keyring.open(request, 'openai', 'u1');
  const sealed: JobEnvelope = keyring.sealForJob(credential, binding, 0);
  keyring.openForJob(sealed, binding);
  // @ts-expect-error a job's envelope does not open for a request
  keyring.open(job, 'openai', 'u1');
  // @ts-expect-error a request's envelope does not open for a job
  keyring.openForJob(request, binding);
  // @ts-expect-error nobody looked whether it is one
  keyring.open(text, 'openai', 'u1');
}

export function aQueuedJobHoldsItsOwnEnvelopes(): void {
  const queued: QueuedJob = { jobId: 'j1', envelopes: { openai: job } };
  // @ts-expect-error the caller's envelope opens for every request of theirs
  const foreign: QueuedJob = { jobId: 'j1', envelopes: { openai: request } };
  // @ts-expect-error a plain key in a queue
  const open: QueuedJob = { jobId: 'j1', envelopes: { openai: plainText } };
  void [queued, foreign, open];
}

export function onlyAKeyAuthorizes(): void {
  const headers: Record<string, PlainKeyText> = PROVIDER_STRATEGIES.openai.authHeaders(plainText);
  // @ts-expect-error an envelope is of no use to a provider
  PROVIDER_STRATEGIES.openai.authHeaders(request);
  // @ts-expect-error a text of any origin
  PROVIDER_STRATEGIES.gemini.authHeaders(text);
  void headers;
}
