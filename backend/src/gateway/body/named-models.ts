/** A model that a provider reads in a body, beside the one that the call is for. */
export interface NamedModel {
  readonly model: unknown;
  /** Where it stands: `tools[1].model`. */
  readonly path: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields in which `namedModels` looks: most bodies have none of them. */
const NAMING = ['fallbacks', 'tools', 'input', 'requests', 'generateContentRequest', 'generate_content_request'];

/** Tools that the client runs: what their definitions hold is the client's own. */
const CLIENT_TOOLS: ReadonlySet<unknown> = new Set([undefined, null, 'function', 'custom']);

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Elements with the path of each; a value that is no list counts as a list of it. */
function* elements(value: unknown, path: string): Generator<[element: unknown, path: string]> {
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

/** Fallbacks are objects that name a model; a text is a provider's own choice, and names none. */
function* fallbackModels(fallbacks: unknown): Generator<NamedModel> {
  for (const [element, path] of elements(fallbacks, 'fallbacks')) {
    if (isFields(element)) yield { model: element['model'], path: `${path}.model` };
    else if (typeof element === 'string' && Array.isArray(fallbacks)) yield { model: element, path };
  }
}

/**
 * The models that a provider reads in a body beside `model` (contract, section 6). Never looks into schemas,
 * arguments, messages or metadata.
 */
export function namedModels(fields: Fields): NamedModel[] {
  if (NAMING.every((name) => fields[name] === undefined)) return [];
  const named = [
    ...fallbackModels(fields['fallbacks']),
    ...toolModels(fields['tools'], 'tools'),
    ...itemToolModels(fields['input'], 'input'),
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
