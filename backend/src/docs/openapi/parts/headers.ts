import {
  CODE_HEADER,
  CREDENTIAL_SOURCES,
  FALLBACK_HEADER,
  FALLBACK_POLICIES,
  IDEMPOTENCY_HEADER,
  KEY_HEADERS,
  PROVIDERS,
  RECEIPT_HEADERS,
  REQUEST_ID_HEADER,
  TIMEOUT_HEADER,
  XSRF_COOKIE,
  XSRF_HEADER,
} from '#contracts';
import { choice, integer, ref, text, type JsonObject, type Schema } from '../json.js';

const header = (description: string, schema: Schema, example?: string | number): JsonObject => ({
  description,
  schema,
  ...(example === undefined ? {} : { example }),
});

/** Response headers, by their names on the wire. */
export const RESPONSE_HEADERS: Readonly<Record<string, JsonObject>> = {
  [REQUEST_ID_HEADER]: header('Names this request in the log: yours when you sent a harmless one, else a new UUID.', text()),
  [CODE_HEADER]: header('Our error code, on every error of every route.', ref('ErrorCode')),
  [RECEIPT_HEADERS.source]: header('Whose key served, or was tried last.', choice(CREDENTIAL_SOURCES)),
  [RECEIPT_HEADERS.provider]: header('The provider that was called.', choice(PROVIDERS)),
  [RECEIPT_HEADERS.model]: header("The catalog's id of the model; absent for calls without one.", text(), 'gpt-6-luna'),
  [RECEIPT_HEADERS.tier]: header("The model's tier; absent for calls without a model.", integer(undefined, { minimum: 0, maximum: 3 }), 0),
  [RECEIPT_HEADERS.attempts]: header(
    'Each call that went out, in order, retries included: `<source>:<provider>:<code or ok>`, separated by commas.',
    text(),
    'byok:openai:key_no_credit,platform:openai:ok',
  ),
  [RECEIPT_HEADERS.id]: header('The id of the signed receipt: `GET /api/receipts/{id}`.', ref('Id')),
  [RECEIPT_HEADERS.fallbackReason]: header('After a fallback: the code that made the previous credential give way.', ref('ErrorCode'), 'key_no_credit'),
  [RECEIPT_HEADERS.dropped]: header('Parameters that were left out in a translation, and beta names that were left out under the platform\u2019s key.', text(), 'seed, user'),
  [RECEIPT_HEADERS.costEstimate]: header('Roubles that were set aside for a call that the platform pays, at list prices; what it did cost is counted afterwards.', text(), '0.42'),
  [RECEIPT_HEADERS.sunset]: header('When the model stops and what follows it, `<date>; <successor>`: for models that stop within 60 days, and those that have.', text(), '2026-12-11; gpt-6.1-sol'),
  'retry-after': header('Seconds until a retry makes sense.', integer(undefined, { minimum: 0 })),
  'retry-after-ms': header('The same in milliseconds, on provider routes.', integer(undefined, { minimum: 0 })),
  'x-should-retry': header('On provider routes: whether the same request may do better when it is sent again, as the provider says, or `false` where it cannot.', choice(['true', 'false'])),
  'www-authenticate': header('How to sign in.', text(), 'Bearer'),
  'x-provider-request-id': header("The provider's own name for the call, for its support.", text()),
  'x-total-count': header('How many there are in all.', integer()),
  'set-cookie': header('`byok_access` (15 minutes), `byok_refresh` (30 days, path `/api/auth`), both HttpOnly, and `XSRF-TOKEN`; on https `__Host-byok_access`, `__Secure-byok_refresh` and `__Host-XSRF-TOKEN`, all Secure; all SameSite=Strict. Sign-in also sets `byok_browser`, by which the browser is known again.', text()),
  location: header('Where it is.', text()),
  'tus-resumable': header('The version of tus that is spoken.', { const: '1.0.0' }),
  'tus-version': header('All versions that are.', text()),
  'tus-extension': header('The extensions, separated by commas.', text()),
  'tus-max-size': header('Largest upload in bytes.', integer()),
  'upload-offset': header('Bytes that have arrived.', integer(undefined, { minimum: 0 })),
  'upload-length': header('Bytes of the whole upload.', integer(undefined, { minimum: 1 })),
  'upload-metadata': header('What is kept of what the client said about the file.', text()),
  'upload-expires': header('When the upload goes, unless more bytes come; RFC 9110 date.', text()),
};

/** Those of every route that called a provider. */
export const RECEIPT = Object.values(RECEIPT_HEADERS);

const parameter = (name: string, description: string, schema: Schema): JsonObject => ({ name, in: 'header', description, schema });

/** Request headers, by the names of their components. */
export const REQUEST_HEADERS: Readonly<Record<string, JsonObject>> = {
  ...Object.fromEntries(
    Object.entries(KEY_HEADERS).map(([provider, name]) => [
      `${provider}Key`,
      parameter(
        name,
        `Your own key for ${provider}: the key itself, or an envelope (\`byok1.…\`) sealed to the transit key. Empty: no key. A second and a third, \`${name}-2\` and \`${name}-3\`, are tried after it.`,
        text(undefined, { maxLength: 2048 }),
      ),
    ]),
  ),
  fallback: parameter(FALLBACK_HEADER, "When the platform's key may step in for yours, for this request; default: your preference.", choice(FALLBACK_POLICIES)),
  timeout: parameter(TIMEOUT_HEADER, 'Milliseconds that your own key has to the first byte, retries included; past it the next key is tried.', integer(undefined, { minimum: 1, maximum: 86_400_000 })),
  xsrf: parameter(XSRF_HEADER, `The value of the \`${XSRF_COOKIE}\` cookie, for callers who sign in by cookie.`, text()),
  idempotencyKey: parameter(
    IDEMPOTENCY_HEADER,
    'Makes it safe to send the request again: within 24 hours the same request with the same key answers with the job that was made first. 1 to 255 printable ASCII characters, such as a UUID, bare or as a quoted string.',
    text(undefined, { minLength: 1, maxLength: 512 }),
  ),
  requestId: parameter(REQUEST_ID_HEADER, 'Your own name for the request: 1 to 64 of `A-Z a-z 0-9 . _ -`.', text(undefined, { pattern: '^[A-Za-z0-9._-]{1,64}$' })),
};

export const KEY_PARAMETERS = [...Object.keys(KEY_HEADERS).map((provider) => `${provider}Key`), 'fallback'];
