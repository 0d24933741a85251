import { CHAT_MODELS } from '../../../backend/test/support/calls.js';
import { wavOf } from '../../../backend/test/support/recordings.js';
import { randomCore } from '#redaction/search';
import type { RunSecrets } from '../secrets.js';
import type { Account } from './account.js';
import type { Call, HttpClient } from './http.js';

/** What the cases of product routes work with. */
export interface ProductContext {
  readonly client: HttpClient;
  readonly secrets: RunSecrets;
  readonly admin: Account;
  readonly user: Account;
  /** A user who may go. */
  readonly leaver: Account;
  /** A job of the user's that has ended, with an outline and lessons. */
  readonly jobId: string;
  /** A job of the user's that failed. */
  readonly failedJobId: string;
}

/** How a route is called with keys that have no business there; one entry for each route that takes none. */
type ProductCase = (context: ProductContext) => Promise<readonly Call[]> | readonly Call[];

const TUS = { 'tus-resumable': '1.0.0' };
const OCTETS = { ...TUS, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' };
const metadata = (values: Record<string, string>): string => Object.entries(values).map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`).join(',');
const textOf = ({ secrets }: ProductContext): string => `Today we talk about vaults. ${secrets.texts}`;

const as = (account: Account, method: string, path: string, more: Partial<Call> = {}): Call => ({ method, path, ...more, headers: { ...account.bearer, ...more.headers } });
const withCookie = (account: Account, method: string, path: string, more: Partial<Call> = {}): Call => ({ method, path, ...more, headers: { ...account.cookies, ...more.headers } });
const open = (method: string, path: string, more: Partial<Call> = {}): Call => ({ method, path, ...more });

async function begunUpload({ client, user }: ProductContext): Promise<string> {
  const begun = await client.send(as(user, 'POST', '/api/uploads', { headers: { ...TUS, 'upload-length': '4' } }));
  return String(begun.headers.location).split('/').at(-1) ?? '';
}

/** Of a call that the platform pays. */
async function receiptId({ client, user }: ProductContext): Promise<string> {
  const { headers } = await client.send(as(user, 'POST', '/api/v1/chat/completions', { json: { model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hello' }] } }));
  return String(headers['x-byok-receipt-id']);
}

async function idOf(client: HttpClient, call: Call): Promise<string> {
  return (JSON.parse((await client.send(call)).body.toString('utf8')) as { id: string }).id;
}

/** By the name of the operation. A route that is missing here, and takes no keys, fails the audit. */
export const PRODUCT_CASES: Readonly<Record<string, ProductCase>> = {
  'POST /api/auth/register': ({ secrets }) => [open('POST', '/api/auth/register', { json: { email: `late-${randomCore(8)}@audit.example`, password: secrets.userPassword } })],
  'POST /api/auth/login': ({ secrets, user }) => [
    open('POST', '/api/auth/login', { json: { email: user.email, password: secrets.userPassword } }),
    open('POST', '/api/auth/login', { json: { email: user.email, password: `wrong ${secrets.userPassword}` } }),
  ],
  'POST /api/auth/refresh': ({ leaver }) => [withCookie(leaver, 'POST', '/api/auth/refresh')],
  'POST /api/auth/logout': () => [open('POST', '/api/auth/logout')],
  'GET /api/auth/me': ({ user }) => [withCookie(user, 'GET', '/api/auth/me')],
  'POST /api/auth/password': ({ user, secrets }) => [withCookie(user, 'POST', '/api/auth/password', { json: { current: `wrong ${secrets.userPassword}`, next: `next ${secrets.userPassword}` } })],
  'POST /api/auth/password-reset/confirm': ({ secrets }) => [open('POST', '/api/auth/password-reset/confirm', { json: { token: randomCore(43), password: secrets.userPassword } })],
  'POST /api/auth/tokens': ({ user }) => [withCookie(user, 'POST', '/api/auth/tokens', { json: { name: 'another', expiresInDays: 1 } })],
  'GET /api/auth/tokens': ({ user }) => [withCookie(user, 'GET', '/api/auth/tokens')],
  'DELETE /api/auth/tokens/{id}': async ({ client, user }) => [withCookie(user, 'DELETE', `/api/auth/tokens/${await idOf(client, withCookie(user, 'POST', '/api/auth/tokens', { json: { name: 'short', expiresInDays: 1 } }))}`)],
  'GET /api/me': ({ user }) => [as(user, 'GET', '/api/me'), withCookie(user, 'GET', '/api/me', { headers: { 'x-byok-account': user.id } })],
  'DELETE /api/me': ({ leaver, secrets }) => [withCookie(leaver, 'DELETE', '/api/me', { json: { password: `wrong ${secrets.userPassword}` } })],
  'GET /api/me/export': ({ user }) => [withCookie(user, 'GET', '/api/me/export')],
  'PATCH /api/me/preferences': ({ user }) => [as(user, 'PATCH', '/api/me/preferences', { json: { provider: 'auto' } })],
  'GET /api/me/spending-limit': ({ user }) => [as(user, 'GET', '/api/me/spending-limit')],
  // None, so that calls without a price go on reaching the providers.
  'PUT /api/me/spending-limit': ({ user }) => [as(user, 'PUT', '/api/me/spending-limit', { json: { rubPerMonth: null } })],
  'GET /api/me/spending': ({ user }) => [as(user, 'GET', '/api/me/spending')],
  'GET /api/admin/spending': ({ admin }) => [as(admin, 'GET', '/api/admin/spending')],
  'GET /api/admin/users': ({ admin }) => [as(admin, 'GET', '/api/admin/users')],
  'PATCH /api/admin/users/{id}': ({ admin, leaver }) => [as(admin, 'PATCH', `/api/admin/users/${leaver.id}`, { json: { plan: 'pro' } })],
  'POST /api/admin/users/{id}/password-reset': ({ admin, leaver }) => [as(admin, 'POST', `/api/admin/users/${leaver.id}/password-reset`)],
  'GET /api/admin/switches': ({ admin }) => [as(admin, 'GET', '/api/admin/switches')],
  'PATCH /api/admin/switches': ({ admin }) => [as(admin, 'PATCH', '/api/admin/switches', { json: { platformPayment: true } })],
  'POST /api/admin/invites': ({ admin }) => [as(admin, 'POST', '/api/admin/invites', { json: { plan: 'free' } })],
  'GET /api/admin/invites': ({ admin }) => [as(admin, 'GET', '/api/admin/invites')],
  'DELETE /api/admin/invites/{id}': async ({ client, admin }) => [as(admin, 'DELETE', `/api/admin/invites/${await idOf(client, as(admin, 'POST', '/api/admin/invites', { json: {} }))}`)],
  'GET /api/admin/success-metrics': ({ admin }) => [as(admin, 'GET', '/api/admin/success-metrics')],
  'POST /api/admin/audits': ({ admin }) => [as(admin, 'POST', '/api/admin/audits', { json: { date: new Date().toISOString(), routes: 1, findings: 0 } })],
  'GET /api/byok/transit-key': () => [open('GET', '/api/byok/transit-key')],
  'GET /api/byok/audit': () => [open('GET', '/api/byok/audit')],
  'GET /api/catalog': ({ user }) => [as(user, 'GET', '/api/catalog')],
  'GET /api/catalog/schema': ({ user }) => [as(user, 'GET', '/api/catalog/schema')],
  'GET /api/v1/models': ({ user }) => [as(user, 'GET', '/api/v1/models')],
  'GET /api/v1/models/{model}': ({ user }) => [as(user, 'GET', '/api/v1/models/gpt-6-luna')],
  'GET /api/jobs': ({ user }) => [as(user, 'GET', '/api/jobs')],
  'GET /api/jobs/{id}': ({ user, jobId, failedJobId }) => [as(user, 'GET', `/api/jobs/${jobId}`), as(user, 'GET', `/api/jobs/${failedJobId}`)],
  'PATCH /api/jobs/{id}': (context) => [as(context.user, 'PATCH', `/api/jobs/${context.jobId}`, { json: { title: 'A new title' } })],
  'DELETE /api/jobs/{id}': ({ user, failedJobId }) => [as(user, 'DELETE', `/api/jobs/${failedJobId}`)],
  'PUT /api/jobs/{id}/lessons/{index}': (context) => [as(context.user, 'PUT', `/api/jobs/${context.jobId}/lessons/0`, { json: { title: 'A lesson', markdown: textOf(context) } })],
  'PUT /api/jobs/{id}/outline/{index}': (context) => [as(context.user, 'PUT', `/api/jobs/${context.jobId}/outline/0`, { json: { title: 'A section', summary: textOf(context) } })],
  'GET /api/jobs/{id}/transcript': ({ user, jobId }) => [as(user, 'GET', `/api/jobs/${jobId}/transcript?format=text`)],
  'GET /api/jobs/{id}/events': ({ user, jobId, failedJobId }) => [as(user, 'GET', `/api/jobs/${jobId}/events`), as(user, 'GET', `/api/jobs/${failedJobId}/events`)],
  'GET /api/receipts': ({ user }) => [as(user, 'GET', '/api/receipts')],
  'GET /api/receipts/{id}': async (context) => [as(context.user, 'GET', `/api/receipts/${await receiptId(context)}`)],
  'GET /api/receipts/export': ({ user }) => [as(user, 'GET', '/api/receipts/export'), as(user, 'GET', '/api/receipts/export?format=csv')],
  'GET /.well-known/byok-receipts.json': () => [open('GET', '/.well-known/byok-receipts.json')],
  'GET /api/uploads': ({ user }) => [as(user, 'GET', '/api/uploads')],
  'OPTIONS /api/uploads': ({ user }) => [as(user, 'OPTIONS', '/api/uploads')],
  'POST /api/uploads': (context) => [as(context.user, 'POST', '/api/uploads', { headers: { ...TUS, 'upload-length': String(wavOf(1).length), 'upload-metadata': metadata({ filename: 'lecture.wav' }) } })],
  'HEAD /api/uploads/{id}': async (context) => [as(context.user, 'HEAD', `/api/uploads/${await begunUpload(context)}`, { headers: TUS })],
  'PATCH /api/uploads/{id}': async (context) => [as(context.user, 'PATCH', `/api/uploads/${await begunUpload(context)}`, { raw: 'data', headers: OCTETS })],
  'DELETE /api/uploads/{id}': async (context) => [as(context.user, 'DELETE', `/api/uploads/${await begunUpload(context)}`, { headers: TUS })],
  'POST /api/analytics/events': ({ user }) => [as(user, 'POST', '/api/analytics/events', { json: { events: [{ id: randomCore(12), name: 'key_added', at: new Date().toISOString(), provider: 'openai' }] } })],
  'GET /metrics': ({ secrets }) => [open('GET', '/metrics', { headers: { authorization: `Bearer ${secrets.metricsToken}` } })],
  'GET /api/health/live': () => [open('GET', '/api/health/live')],
  'GET /api/health/ready': () => [open('GET', '/api/health/ready')],
  'GET /api/openapi.json': () => [open('GET', '/api/openapi.json')],
  'GET /api/docs': () => [open('GET', '/api/docs')],
  'GET /api/docs/{file}': () => [open('GET', '/api/docs/swagger-ui.css')],
};

/** An answer that says that the route was not reached at all. */
export const isUnreached = (status: number, name: string): boolean => status === 0 || status >= 500 || (status === 401 && !/^POST \/api\/auth\/(login|refresh)$/.test(name));
