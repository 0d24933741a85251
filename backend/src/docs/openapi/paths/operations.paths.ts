import { ref, text } from '../json.js';
import { json, operation, pathParameter, queryParameter, type Paths } from '../operation.js';

const date = text(undefined, { format: 'date' });

/** Metrics, health and this description itself. */
export const OPERATIONS_PATHS: Paths = {
  '/api/analytics/events': {
    post: operation({
      id: 'reportEvents', tag: 'metrics', summary: 'Report what happened to the vault',
      description: 'Nothing about a key but its provider and the verdict of its test.',
      body: json(ref('ClientEvents'), { events: [{ id: '1f0c9c1e-1f2d-4b60-8f0d-0d7a3b1c2d3e', name: 'vault_locked', at: '2026-11-22T12:00:00.000Z', reason: 'idle', overdueMs: 0 }] }),
      answers: { 202: { description: 'Taken.', content: json(ref('AcceptedEvents')) } },
    }),
  },
  '/api/admin/success-metrics': {
    get: operation({
      id: 'readSuccessMetrics', tag: 'administration', access: 'admin', summary: 'How well the product does',
      parameters: [queryParameter('from', date, 'First day, of UTC; by default 30 days up to `to`, at most 366.'), queryParameter('to', date, 'Last day; by default today.')],
      answers: { 200: { description: 'Five numbers with their targets.', content: json(ref('SuccessMetrics')) } },
      errors: ['invalid_input'],
    }),
  },
  '/api/admin/audits': {
    post: operation({
      id: 'keepAudit', tag: 'administration', access: 'admin', summary: 'Keep what an audit for plain keys found',
      description: '`npm run audit:keys` posts it. The last one is open to all, and the only source of `plaintextKeysFound`.',
      body: json(ref('Audit'), { date: '2026-11-29T12:00:00.000Z', routes: 41, findings: 0 }),
      answers: { 201: { description: 'It is kept.', content: json(ref('Audit')) } },
      errors: ['invalid_input'],
    }),
  },
  '/metrics': {
    get: operation({ id: 'readMetrics', tag: 'metrics', access: 'metrics', summary: 'Prometheus', answers: { 200: { description: "Prometheus' text format, without any user or key.", content: { 'text/plain': { schema: text() } } } } }),
  },
  '/api/health/live': { get: operation({ id: 'isLive', tag: 'health', access: 'open', summary: 'The process answers', answers: { 200: { description: 'It does.', content: json(ref('Live')) } } }) },
  '/api/health/ready': {
    get: operation({ id: 'isReady', tag: 'health', access: 'open', summary: 'The process can do its work', answers: { 200: { description: 'It can.', content: json(ref('Ready')) } }, errors: ['unavailable'] }),
  },
  '/api/openapi.json': {
    get: operation({ id: 'readDescription', tag: 'health', access: 'open', summary: 'This description', answers: { 200: { description: 'OpenAPI 3.1.', content: json({ type: 'object' }) } } }),
  },
  '/api/docs': {
    get: operation({ id: 'readDocs', tag: 'health', access: 'open', summary: 'This description as a page', answers: { 200: { description: 'A page.', content: { 'text/html': { schema: text() } } } } }),
  },
  '/api/docs/{file}': {
    get: operation({
      id: 'readDocsFile', tag: 'health', access: 'open', summary: 'What the page is made of',
      parameters: [pathParameter('file', text(), 'A script or a style sheet.')],
      answers: { 200: { description: 'The file.', content: { 'text/javascript': { schema: text() }, 'text/css': { schema: text() } } } },
      errors: ['not_found'],
    }),
  },
};
