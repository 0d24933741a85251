/** A model that a provider reads in a body, beside the one that the call is for. */
export interface NamedModel {
  readonly model: unknown;
  /** Where it stands: `tools[1].model`. */
  readonly path: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Tools that the client runs: what their definitions hold is the client's own. */
const CLIENT_TOOLS: ReadonlySet<unknown> = new Set([undefined, null, 'function', 'custom']);

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Elements with the path of each; a value that is no list counts as a list of it, and none as an empty one. */
function* elements(value: unknown, path: string): Generator<[element: unknown, path: string]> {
  if (value === undefined) return;
  if (!Array.isArray(value)) yield [value, path];
  else for (const [index, element] of value.entries()) yield [element, `${path}[${index}]`];
}

function* modelsIn(value: unknown, path: string, inner?: string): Generator<NamedModel> {
  for (const [element, at] of elements(value, path)) {
    const holder = isFields(element) && inner !== undefined ? element[inner] : element;
    if (isFields(holder)) yield { model: holder['model'], path: `${inner === undefined ? at : `${at}.${inner}`}.model` };
  }
}

function* toolModels(tools: unknown, path: string): Generator<NamedModel> {
  for (const [tool, at] of elements(tools, path)) {
    if (!isFields(tool)) continue;
    if (!CLIENT_TOOLS.has(tool['type'])) {
      yield { model: tool['model'], path: `${at}.model` };
      if (isFields(tool['svg'])) yield { model: tool['svg']['model'], path: `${at}.svg.model` };
    }
    if (tool['tools'] !== undefined) yield* toolModels(tool['tools'], `${at}.tools`);
  }
}

/** Items of a response's input, or of a conversation, bring tools of their own: `additional_tools` does. */
function* itemToolModels(items: unknown, name: string): Generator<NamedModel> {
  for (const [item, path] of elements(items, name)) {
    if (isFields(item)) yield* toolModels(item['tools'], `${path}.tools`);
  }
}

/**
 * A conversation may add tools in its middle, each defined by value as an entry of `tools` is: Anthropic's
 * `tool_addition`, also among the `tool_changes` that a compacted part brings along. Nothing else of a message is read.
 */
function* messageToolModels(messages: unknown): Generator<NamedModel> {
  if (!Array.isArray(messages)) return;
  for (const [index, message] of messages.entries()) {
    const content = isFields(message) ? message['content'] : undefined;
    if (!Array.isArray(content)) continue;
    for (const [place, block] of content.entries()) {
      if (!isFields(block)) continue;
      const at = `messages[${index}].content[${place}]`;
      yield* addedToolModels(block, at);
      if (block['tool_changes'] === undefined) continue;
      for (const [change, path] of elements(block['tool_changes'], `${at}.tool_changes`)) {
        if (isFields(change)) yield* addedToolModels(change, path);
      }
    }
  }
}

function* addedToolModels({ tool }: Fields, path: string): Generator<NamedModel> {
  if (isFields(tool) && tool['definition'] !== undefined) yield* toolModels(tool['definition'], `${path}.tool.definition`);
}

/** What reads a text for its rules alone costs nothing and answers nothing: no plan is about it, and no catalog has it. */
const FREE_MODERATORS = /^(?:omni|text)-moderation(?:-[\w-]{1,64})?$/;

/** A model that is asked whether question and answer keep the rules. */
function moderationModels(moderation: unknown): NamedModel[] {
  if (!isFields(moderation)) return [];
  const { model } = moderation;
  return typeof model === 'string' && FREE_MODERATORS.test(model) ? [] : [{ model, path: 'moderation.model' }];
}

const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A way through objects: for each step the spellings of its name. */
const wayOf = (...steps: readonly string[]): readonly (readonly string[])[] => steps.map((step) => [...new Set([step, snakeCase(step)])]);

/** Where Gemini's requests may choose a model for the answer, or for the order of what is found. */
const ROUTED = wayOf('generationConfig', 'routingConfig', 'manualMode', 'modelName');
const RANKED = wayOf('retrieval', 'vertexRagStore', 'ragRetrievalConfig', 'ranking', 'llmRanker', 'modelName');

/** What stands at the end of a way through objects, in every mix of spellings. */
function* modelsAt(value: unknown, way: ReturnType<typeof wayOf>, path: string): Generator<NamedModel> {
  const [spellings, ...rest] = way;
  if (spellings === undefined) return yield { model: value, path };
  if (!isFields(value)) return;
  for (const name of spellings) {
    if (value[name] !== undefined) yield* modelsAt(value[name], rest, path === '' ? name : `${path}.${name}`);
  }
}

function* rankingModels(tools: unknown): Generator<NamedModel> {
  for (const [tool, at] of elements(tools, 'tools')) yield* modelsAt(tool, RANKED, at);
}

/** Fallbacks are objects that name a model; a text is a provider's own choice, and names none. */
function* fallbackModels(fallbacks: unknown): Generator<NamedModel> {
  for (const [element, path] of elements(fallbacks, 'fallbacks')) {
    if (isFields(element)) yield { model: element['model'], path: `${path}.model` };
    else if (typeof element === 'string' && Array.isArray(fallbacks)) yield { model: element, path };
  }
}

/**
 * The models that a provider reads in a body beside `model` (contract, section 6). Never looks into schemas,
 * arguments, metadata or what messages say.
 */
export function namedModels(fields: Fields): NamedModel[] {
  const named = [
    ...fallbackModels(fields['fallbacks']),
    ...toolModels(fields['tools'], 'tools'),
    ...itemToolModels(fields['input'], 'input'),
    ...messageToolModels(fields['messages']),
    ...moderationModels(fields['moderation']),
    ...modelsAt(fields, ROUTED, ''),
    ...rankingModels(fields['tools']),
    ...modelsIn(fields['requests'], 'requests'),
    ...modelsIn(fields['requests'], 'requests', 'params'),
    ...modelsIn(fields['generateContentRequest'], 'generateContentRequest'),
    ...modelsIn(fields['generate_content_request'], 'generate_content_request'),
  ];
  return present(named);
}

/** Those of an interaction: agents are called by a name in place of a model's, and may be told theirs. */
export function agentModels(fields: Fields): NamedModel[] {
  return present([{ model: fields['agent'], path: 'agent' }, ...modelsIn(fields['agent_config'], 'agent_config')]);
}

/** Those that the items of a conversation bring. */
export function itemModels(fields: Fields): NamedModel[] {
  return present([...itemToolModels(fields['items'], 'items')]);
}

function present(named: NamedModel[]): NamedModel[] {
  return named.filter(({ model }) => model !== undefined && model !== null);
}
