/** `POST /api/admin/audits`, and the last one's as `GET /api/byok/audit` gives it: what `npm run audit:keys` found. */
export interface AuditView {
  /** When it ran, ISO 8601, as the audit wrote it. */
  date: string;
  /** Routes through which keys were sent. */
  routes: number;
  /** Places where a key was found that should not be there. */
  findings: number;
}
