/** A user with a token for programs. */
export interface Member {
  readonly id: string;
  readonly token: string;
}

interface Session {
  readonly id: string;
  readonly headers: Record<string, string>;
}

const PASSWORD = 'correct horse battery';

async function session(url: string, action: 'login' | 'register', email: string, password: string): Promise<Session> {
  const response = await fetch(`${url}/api/auth/${action}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password }) });
  if (!response.ok) throw new Error(`No ${action}: ${response.status} ${await response.text()}`);
  const cookies = response.headers.getSetCookie().map((line) => line.split(';', 1)[0] as string);
  const xsrf = cookies.find((cookie) => cookie.startsWith('XSRF-TOKEN='))?.slice('XSRF-TOKEN='.length) ?? '';
  const { id } = (await response.json()) as { id: string };
  return { id, headers: { cookie: cookies.join('; '), 'x-xsrf-token': decodeURIComponent(xsrf), 'content-type': 'application/json' } };
}

/** Registers a user of the plan `business`, with a token. */
export async function register(url: string, email: string, admin: { ADMIN_EMAIL: string; ADMIN_PASSWORD: string }): Promise<Member> {
  const own = await session(url, 'register', email, PASSWORD);
  const made = await fetch(`${url}/api/auth/tokens`, { method: 'POST', headers: own.headers, body: JSON.stringify({ name: 'proof', expiresInDays: 1 }) });
  const { token } = (await made.json()) as { token: string };
  const administrator = await session(url, 'login', admin.ADMIN_EMAIL, admin.ADMIN_PASSWORD);
  const changed = await fetch(`${url}/api/admin/users/${own.id}`, { method: 'PATCH', headers: administrator.headers, body: JSON.stringify({ plan: 'business' }) });
  if (!made.ok || !changed.ok) throw new Error(`No token or plan: ${made.status} ${changed.status}`);
  return { id: own.id, token };
}
