import type { AuditView } from '#contracts';
import { OptionsError, type Target } from './options.js';

/** A route that only reads, for each scope. */
const READ_BY = { calls: '/api/me', admin: '/api/admin/switches' } as const;

/** Before anything else is sent there, or a run of minutes begins. @throws OptionsError that says what the deployment has against the token */
export async function assertTaken({ url, token }: Target, scopes: readonly (keyof typeof READ_BY)[]): Promise<void> {
  for (const scope of scopes) {
    const response = await fetch(url + READ_BY[scope], { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(30_000) }).catch(() => undefined);
    if (response === undefined) throw new OptionsError(`${url} does not answer.`);
    if (response.ok) continue;
    const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
    throw new OptionsError(`${url} does not take the token, which needs the scope${scopes.length > 1 ? 's' : ''} ${scopes.join(' and ')} (${response.status}${detail === undefined ? '' : `: ${detail}`})`);
  }
}

/** Posts a result to a running deployment. @throws when it is not taken */
export async function postAudit({ url, token }: Target, audit: AuditView, tell: (line: string) => void): Promise<void> {
  const response = await fetch(`${url}/api/admin/audits`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(audit),
    signal: AbortSignal.timeout(30_000),
  });
  if (response.status !== 201) throw new OptionsError(`${url} did not take the result: ${response.status} ${(await response.text()).slice(0, 500)}`);
  tell(`Posted to ${url}: ${audit.routes} routes, ${audit.findings} found.`);
}
