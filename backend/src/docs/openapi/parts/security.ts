import { ACCESS_COOKIE, TOKEN_PREFIX, XSRF_HEADER } from '#contracts';
import type { Json, JsonObject } from '../json.js';

/** Who may call a route. `cookie`: only a session's cookie, no access token. */
export type Access = 'open' | 'user' | 'cookie' | 'admin' | 'metrics';

const token = `A personal access token (\`${TOKEN_PREFIX}…\`, from POST /api/auth/tokens)`;

export const SECURITY_SCHEMES: JsonObject = {
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: ACCESS_COOKIE,
    description: `Set by register, login and refresh. Methods other than GET also need the header \`${XSRF_HEADER}\`.`,
  },
  xsrf: { type: 'apiKey', in: 'header', name: XSRF_HEADER, description: 'The value of the cookie `XSRF-TOKEN`, beside the session’s cookie.' },
  bearer: { type: 'http', scheme: 'bearer', description: `${token}; where the OpenAI SDK puts its apiKey.` },
  apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: `${token}; where the Anthropic SDK puts its apiKey.` },
  googApiKey: { type: 'apiKey', in: 'header', name: 'x-goog-api-key', description: `${token}; where the Gemini SDK puts its apiKey.` },
  metricsToken: { type: 'http', scheme: 'bearer', description: 'The operator’s `METRICS_TOKEN`; without one, loopback alone may read.' },
};

const TOKENS: Json[] = [{ bearer: [] }, { apiKey: [] }, { googApiKey: [] }];

/** The `security` of an operation. @param unsafe whether its method wants the XSRF header beside the cookie */
export function securityOf(access: Access, unsafe: boolean): Json[] {
  const cookie: JsonObject = unsafe ? { cookie: [], xsrf: [] } : { cookie: [] };
  switch (access) {
    case 'open':
      return [];
    case 'metrics':
      return [{ metricsToken: [] }];
    case 'cookie':
      return [cookie];
    default:
      return [cookie, ...TOKENS];
  }
}
