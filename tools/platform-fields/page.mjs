/** docs/platform-key-fields.md: what becomes of each field, by whose key pays. */

const HEAD = `# Fields under the platform's key

<!-- Made by tools/platform-fields.mjs from the SDKs' types and tools/platform-fields/reasons.json: change those, and run it. -->

With an own key a call goes out with its bytes unchanged: every field passes, those of tomorrow too. The platform's key is one account for all users, so with it a body is written anew from the lists below. A field outside them is refused with \`key_required\`, whose \`param\` says where it stands, before anything goes out. When an own key failed and the call has such a field, the platform's key does not step in: the own key's error is the answer.

How to read the tables:

- \`a.b\` is the field \`b\` in \`a\`, or in each element of the list \`a\`; \`a.*\` is everything in \`a\`, such as a JSON Schema, arguments or metadata.
- \`a=x|y\` is \`a\` with one of these values; another value is refused. \`null\` counts as absent.
- \`fileUri\`, and the \`uri\` of an interaction's content, must be an address that anybody can read; one of a stored file is refused. An interaction's \`response_format\` asks for text. A reasoning item of Responses needs its \`encrypted_content\`, and an item without \`type\` needs a \`role\`: else it names a stored item.
- Sound (\`modalities\`, \`audio\`, \`input_audio\`) passes where the model has a price for it; else the call is \`key_required\`.
- Gemini's fields may be written \`like_this\`, too.
- Multipart forms (\`audio/transcriptions\`) are written anew in the same way; with an own key [their bytes go out unchanged](native-routes.md#forms).

Our own routes over every provider have [a page of their own](api-v1-fields.md): there a field may also be translated, dropped or refused.

What a provider stores (files, batches, caches, conversations, responses and interactions by their ids) has no list: it is the user's first own key's alone, on every route.

An absent \`store\` is sent as \`false\` where the route has it (of Gemini, on \`v1beta\`). Every answer has a maximum: [limits by plan](operations/plan-limits.md) says which is set where the client set none, and to which a larger one is lowered.

## Headers and query

| | own key | platform's key | own key failed, then the platform's |
|---|---|---|---|
| \`idempotency-key\` | passed | left out | left out |
| \`openai-organization\`, \`openai-project\`, \`anthropic-workspace-id\`, \`anthropic-user-profile-id\`, \`x-goog-user-project\` | passed with the first own key | left out | left out |
| a listed beta of \`anthropic-beta\` | passed | passed | passed |
| another name in \`anthropic-beta\`, any in \`openai-beta\` | passed | dropped and named in \`x-byok-dropped\` | dropped and named in \`x-byok-dropped\` |
| a listed query parameter | passed | passed | passed |
| another query parameter | passed | \`key_required\` | the own key's error |
`;

const cell = (text) => text.replaceAll('|', '\\|');
/** A name of the API's in a cell of a table. */
export const code = (text) => `\`${cell(text)}\``;

function tableOf({ fields, leftOut }) {
  const rows = [
    ...fields.map((field) => [field.replace(/~.*/, ''), 'passed', 'passed', 'passed', '']),
    ...Object.entries(leftOut).map(([field, reason]) => {
      const others = fields.some((listed) => listed.startsWith(`${field}=`));
      return [others ? `${field} with another value` : field, 'passed', '`key_required`', "the own key's error", cell(reason)];
    }),
  ];
  rows.sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = rows.map(([field, ...cells]) => `| ${field.endsWith(' with another value') ? `${code(field.replace(/ with.*/, ''))} with another value` : code(field)} | ${cells.join(' | ')} |`);
  return ["| field | own key | platform's key | own key failed, then the platform's | why |", '|---|---|---|---|---|', ...lines].join('\n');
}

/** Providers as a page calls them, in its order. */
export const TITLES = { openai: 'OpenAI', anthropic: 'Anthropic', gemini: 'Gemini', cloudru: 'Cloud.ru' };

/** Routes under one heading share their list. */
function sharedRoutes(routes) {
  const own = Object.entries(routes).filter(([, { like }]) => like === undefined);
  return own.map(([route, list]) => ({ list, routes: [route, ...Object.keys(routes).filter((name) => routes[name].like === route)] }));
}

function sectionOf(provider, { madeFrom, betas, query, routes }) {
  const parts = [`## ${TITLES[provider]}`, `From ${code(madeFrom)}. Query parameters that pass: ${query.map(code).join(', ') || 'none'}.`];
  if (betas !== undefined && betas.names.length > 0) {
    const leftOut = Object.entries(betas.leftOut).map(([name, reason]) => `| ${code(name)} | ${cell(reason)} |`);
    parts.push(`### ${code(betas.header)}`, `Listed: ${betas.names.map(code).join(', ')}.`, ['| dropped | why |', '|---|---|', ...leftOut].join('\n'));
  }
  for (const { list, routes: names } of sharedRoutes(routes)) parts.push(`### ${names.map(code).join(', ')}`, tableOf(list));
  return parts.join('\n\n');
}

/** @param {Record<string, object>} lists by provider */
export function pageOf(lists) {
  return `${[HEAD.trimEnd(), ...Object.entries(lists).map(([provider, list]) => sectionOf(provider, list))].join('\n\n')}\n`;
}
