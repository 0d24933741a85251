/** A fresh account on a running BYOK, its token, and envelopes sealed as a client seals them. */
import { sealEnvelope } from '#transit';

const KEY = 'sk-bench-0123456789-0123456789-0123456789';

async function json(url, options) {
  const response = await fetch(url, options);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return { body: await response.json(), cookies: response.headers.getSetCookie() };
}

export async function createAccount(origin) {
  const headers = { 'content-type': 'application/json' };
  const email = `bench-${process.pid}-${Date.now()}@example.com`;
  const { body: user, cookies } = await json(`${origin}/api/auth/register`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ email, password: 'a long bench password' }),
  });
  const cookie = cookies.map((line) => line.split(';')[0]).join('; ');
  const xsrf = /XSRF-TOKEN=([^;]+)/.exec(cookie)[1];
  const session = { cookie, 'x-xsrf-token': decodeURIComponent(xsrf) };
  const { body: token } = await json(`${origin}/api/auth/tokens`, {
    method: 'POST',
    headers: { ...headers, ...session },
    body: JSON.stringify({ name: 'bench', expiresInDays: 1 }),
  });
  return { userId: user.id, token: token.token, key: KEY, session };
}

/** `count` envelopes, each sealed on its own. */
export async function sealMany(origin, userId, count) {
  const { body: transitKey } = await json(`${origin}/api/byok/transit-key`);
  const expiresAt = Math.floor(Date.now() / 1000) + 590;
  const envelopes = [];
  for (let index = 0; index < count; index += 1) {
    envelopes.push(await sealEnvelope({ transitKey, provider: 'openai', userId, key: Buffer.from(KEY), expiresAt }));
  }
  return envelopes;
}
