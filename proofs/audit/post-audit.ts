import type { AuditView } from '#contracts';
import { OptionsError, type Target } from './options.js';

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
