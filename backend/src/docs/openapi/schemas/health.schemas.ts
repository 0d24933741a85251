import { closed, type Schema } from '../json.js';

const ok: Schema = { const: 'ok' };

export const HEALTH_SCHEMAS: Readonly<Record<string, Schema>> = {
  Live: closed({ status: ok }),
  Ready: closed({ status: ok, checks: { type: 'object', description: 'What was looked at, by name.', additionalProperties: ok } }),
};
