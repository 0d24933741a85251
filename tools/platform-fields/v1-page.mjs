/** docs/api-v1-fields.md: what becomes of each field on /api/v1. */
import { TITLES, code } from './page.mjs';
import { V1_ROUTES } from './v1-fates.mjs';

const HEAD = `# Fields on /api/v1

<!-- Made by tools/platform-fields.mjs, which asks the translations with a body for each field of the SDK's types. -->

Our own routes take OpenAI's format for every provider's models. A model of OpenAI, and with most routes of Cloud.ru, is asked in that format; another one's request is translated. The rows are all fields that \`openai\` can send; \`a.b\`, \`a.*\` and \`a=x\` mean what they do on [the page of the native routes](platform-key-fields.md), which also says why a field needs an own key.

| here | own key | platform's key | own key failed, then the platform's |
|---|---|---|---|
| passed | passed, bytes unchanged | passed | passed |
| own key | passed, bytes unchanged | \`key_required\` | the own key's error |
| translated | said in the provider's format | the same | the same |
| translated, own key | said in the provider's format | \`key_required\`: it reads something stored | the own key's error |
| answered | not for the provider: it decides what we make of its answer | the same | the same |
| nothing lost | not sent: it asks for what happens anyway, or says what the rest says | the same | the same |
| dropped | not sent, and named in \`x-byok-dropped\`, under the name beside it if there is one | the same | the same |
| refused | \`request_invalid\`, whose \`param\` says where; nothing goes out | the same | the same |
| – | the provider has no such model: \`request_invalid\` for its models | the same | the same |

- Cloud.ru is always paid by the platform: only the third column holds for it, and what would need an own key is \`key_required\`.
- What becomes of a field may hang on its value and its neighbours, and a row says the best: a field that only parts of a refused \`type\` have is refused with it, and one whose usual value says nothing (\`verbosity: medium\`, \`detail: auto\`, \`service_tier: auto\`) is dropped with another.
- A model may lack what its provider has, such as \`temperature\` with a Claude that decides by itself: that is dropped and named, too. Asked were MODELS.
- Sound (\`input_audio\`) is paid by the platform where the model has a price for it: Gemini's, and of OpenAI's models for sound. For other models of OpenAI and Cloud.ru it is \`key_required\` under the platform's key, and after an own key's failure that key's error, whatever the row says; Claude takes none with any key, which is \`request_invalid\`.
- A field that nobody knows is passed with an own key where nothing is translated, \`key_required\` there under the platform's key, and dropped and named in a translation.
- Beyond the SDK's types the translations read \`top_k\`; for Claude \`thinking\` and \`cache_control\`; for Gemini \`extra_body.google\`, whose \`cached_content\` is stored and so the own key's. For others they are dropped and named.

## Headers and query

| | what becomes of it, with any key |
|---|---|
| \`openai-organization\`, \`openai-project\`, \`anthropic-workspace-id\`, \`anthropic-user-profile-id\`, \`x-goog-user-project\` | go to their provider with the first own key; left out with another and the platform's |
| \`x-stainless-timeout\`, \`x-byok-timeout-ms\` | bound our wait, and stay here |
| \`openai-beta\`, \`anthropic-beta\` | stay here; each name in them is told in \`x-byok-dropped\` |
| every other header, \`idempotency-key\` among them | stays here: a request to a provider is written anew |
| query parameters | stay here; \`key\`, \`api_key\` and \`x-byok-*\` are \`key_malformed\` |
`;

const WORDS = { answer: 'answered', same: 'nothing lost' };

function wordOf(provider, fate) {
  if (fate === undefined) return '–';
  if (provider === 'cloudru' && fate.fate === 'own key') return '`key_required`';
  const word = WORDS[fate.fate] ?? fate.fate;
  if (fate.ownKeyOnly !== undefined) return `${word}, own key`;
  return fate.item !== undefined && fate.fate === 'dropped' ? `dropped: ${code(fate.item)}` : word;
}

const PROVIDERS = Object.keys(TITLES);

function tableOf(rows) {
  const lines = rows.map(({ field, shown, fates }) => `| ${[`${code(field)}${shown === undefined ? '' : ` ${shown}`}`, ...PROVIDERS.map((provider) => wordOf(provider, fates[provider]))].join(' | ')} |`);
  return [`| field | ${PROVIDERS.map((provider) => TITLES[provider]).join(' | ')} |`, `|---|${'---|'.repeat(PROVIDERS.length)}`, ...lines].join('\n');
}

/** @param fates by route, as `v1FatesOf` has them */
export function v1PageOf(fates) {
  const models = [...new Set(Object.values(V1_ROUTES).flatMap((route) => Object.values(route.models)))].map(code).join(', ');
  const sections = Object.entries(fates).map(([route, rows]) => `## ${code(`/api/v1/${route}`)}\n\n${tableOf(rows)}`);
  return `${[HEAD.replace('MODELS', models).trimEnd(), ...sections].join('\n\n')}\n`;
}
