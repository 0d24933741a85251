import type { HttpClient } from './http.js';
import { randomCore } from '#redaction/search';
import type { RunSecrets } from '../secrets.js';
import { ADMIN_EMAIL } from '../system/installation.js';

/** A user of the audited installation, with a session and tokens for programs. */
export interface Account {
  readonly id: string;
  readonly email: string;
  /** `authorization` of a token of every scope that it may have. */
  readonly bearer: Readonly<Record<string, string>>;
  /** Cookies and XSRF header of the session. */
  readonly cookies: Readonly<Record<string, string>>;
}

const SCOPES = { user: ['calls', 'account'], admin: ['calls', 'account', 'admin'] } as const;

async function signedIn(client: HttpClient, action: 'login' | 'register', email: string, password: string, scopes: readonly string[]): Promise<Account> {
  const session = await client.send({ method: 'POST', path: `/api/auth/${action}`, json: { email, password } });
  if (session.status >= 300 || session.status === 0) throw new Error(`No ${action}: ${session.status} ${session.body.toString('utf8').slice(0, 300)}`);
  const jar = ([session.headers['set-cookie'] ?? []].flat() as string[]).map((line) => line.split(';', 1)[0] as string);
  const xsrf = decodeURIComponent(jar.find((cookie) => cookie.startsWith('XSRF-TOKEN='))?.slice('XSRF-TOKEN='.length) ?? '');
  const cookies = { cookie: jar.join('; '), 'x-xsrf-token': xsrf };
  const made = await client.send({ method: 'POST', path: '/api/auth/tokens', json: { name: 'audit', expiresInDays: 1, scopes }, headers: cookies });
  const { token } = JSON.parse(made.body.toString('utf8')) as { token: string };
  return { id: (JSON.parse(session.body.toString('utf8')) as { id: string }).id, email, bearer: { authorization: `Bearer ${token}` }, cookies };
}

export function signInAdmin(client: HttpClient, secrets: RunSecrets): Promise<Account> {
  return signedIn(client, 'login', ADMIN_EMAIL, secrets.adminPassword, SCOPES.admin);
}

/** A new user whose plan reaches every model. */
export async function registerUser(client: HttpClient, secrets: RunSecrets, admin: Account): Promise<Account> {
  const user = await signedIn(client, 'register', `user-${randomCore(8)}@audit.example`, secrets.userPassword, SCOPES.user);
  await client.send({ method: 'PATCH', path: `/api/admin/users/${user.id}`, json: { plan: 'business' }, headers: admin.bearer });
  return user;
}
