import type { JsonObject } from './json.js';
import type { Method, Operation } from './operation.js';
import { REQUEST_HEADERS, RESPONSE_HEADERS } from './parts/headers.js';
import { SECURITY_SCHEMES } from './parts/security.js';
import { ACCOUNT_PATHS } from './paths/accounts.paths.js';
import { BYOK_PATHS } from './paths/byok.paths.js';
import { JOB_PATHS } from './paths/jobs.paths.js';
import { NATIVE_PATHS } from './paths/native.paths.js';
import { STORED_PATHS } from './paths/native-stored.paths.js';
import { OPERATIONS_PATHS } from './paths/operations.paths.js';
import { RECEIPT_PATHS } from './paths/receipts.paths.js';
import { UPLOAD_PATHS } from './paths/uploads.paths.js';
import { V1_PATHS } from './paths/v1.paths.js';
import { ACCOUNT_SCHEMAS } from './schemas/accounts.schemas.js';
import { BYOK_SCHEMAS } from './schemas/byok.schemas.js';
import { COMMON_SCHEMAS } from './schemas/common.schemas.js';
import { HEALTH_SCHEMAS } from './schemas/health.schemas.js';
import { JOB_SCHEMAS } from './schemas/jobs.schemas.js';
import { METRIC_SCHEMAS } from './schemas/metrics.schemas.js';
import { MODEL_CALL_SCHEMAS } from './schemas/model-calls.schemas.js';
import { RECEIPT_SCHEMAS } from './schemas/receipts.schemas.js';
import { UPLOAD_SCHEMAS } from './schemas/uploads.schemas.js';

const PATHS = { ...V1_PATHS, ...NATIVE_PATHS, ...STORED_PATHS, ...BYOK_PATHS, ...JOB_PATHS, ...UPLOAD_PATHS, ...RECEIPT_PATHS, ...ACCOUNT_PATHS, ...OPERATIONS_PATHS };

const introduction = (): string => `Call AI models with your own key, or the platform's.

**Signing in.** The cookie of a browser session, or a personal access token as \`Authorization: Bearer\`, \`x-api-key\` or \`x-goog-api-key\`.

**Your key.** \`x-byok-openai-key\`, \`x-byok-anthropic-key\`, \`x-byok-gemini-key\`: the key itself, or an envelope sealed to the transit key. The server holds it in memory for the call and writes it down nowhere. Without \`PROVIDERS=live\` the emulator answers: a key that contains \`sandbox\` works.

**Who paid.** Every answer of a route that called a provider says so in its \`x-byok-*\` headers, errors and streams included.

**Errors.** Every error carries our code in \`x-byok-code\`; the schema \`ErrorCode\` lists them all, each response those that it can have.`;

function written(operations: Partial<Readonly<Record<Method, Operation>>>): JsonObject {
  return Object.fromEntries(Object.entries(operations).map(([method, write]) => [method, write(method as Method)]));
}

/** The API's description (OpenAPI 3.1). A spec compares it with the routes of the running application. */
export function describeApi(version: string): JsonObject {
  return {
    openapi: '3.1.1',
    info: { title: 'BYOK', version, summary: 'Bring your own key for AI providers', description: introduction(), license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    tags: [...new Set(Object.values(PATHS).flatMap(tagsOf))].map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries(PATHS).map(([path, operations]) => [path, written(operations)])),
    components: {
      schemas: { ...COMMON_SCHEMAS, ...ACCOUNT_SCHEMAS, ...BYOK_SCHEMAS, ...MODEL_CALL_SCHEMAS, ...JOB_SCHEMAS, ...UPLOAD_SCHEMAS, ...RECEIPT_SCHEMAS, ...METRIC_SCHEMAS, ...HEALTH_SCHEMAS },
      headers: RESPONSE_HEADERS,
      parameters: REQUEST_HEADERS,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

function tagsOf(operations: Partial<Readonly<Record<Method, Operation>>>): string[] {
  return Object.values(written(operations)).flatMap((described) => (described as { tags: string[] }).tags);
}
