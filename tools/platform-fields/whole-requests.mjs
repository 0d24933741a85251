/** What a request needs beyond what its types say, before a provider could answer it. */

const PDF = 'data:application/pdf;base64,JVBERi0xLjQKJcOkw7w=';
/** Objects that need one member of several, which their types leave open: with none of them they get the last one. */
const COMPANIONS = [
  [(object) => object.type === 'input_image' && object, ['file_id', 'image_url'], 'https://example.com/a.png'],
  [(object) => object.type === 'input_file' && object, ['file_url', 'file_id', 'file_data'], PDF],
  [(object) => object.type === 'file' && object.file, ['file_id', 'file_data'], PDF],
  [(object) => object.type === 'function_call_output' && object, ['call_id'], 'call_1'],
  [(object) => object.type === 'reasoning' && object, ['encrypted_content'], 'sealed'],
  [(object) => object.type === 'json_schema' && object.json_schema, ['schema'], { type: 'object', properties: {} }],
];

function completed(value) {
  if (Array.isArray(value)) return value.map(completed);
  if (typeof value !== 'object' || value === null) return value;
  const object = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, completed(inner)]));
  for (const [holderIn, members, companion] of COMPANIONS) {
    const holder = holderIn(object);
    if (holder && members.every((name) => holder[name] === undefined)) holder[members.at(-1)] = companion;
  }
  return object;
}

const FUNCTION = { description: 'Looks', parameters: { type: 'object', properties: {} } };
const asList = (value) => (Array.isArray(value) ? value : []);

/** @type {Record<string, (body: object) => object>} */
const WHOLE = {
  'chat/completions': (body) => {
    const call = { role: 'assistant', tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: '{}' } }] };
    const messages = asList(body.messages).flatMap((message) => (message.role === 'tool' ? [call, message] : [message]));
    const tools = needsTools(body) ? { tools: [{ type: 'function', function: { name: 'look', ...FUNCTION } }] } : {};
    return { ...body, ...streaming(body), ...tools, messages: [{ role: 'user', content: 'Hi' }, ...messages] };
  },
  responses: (body) => {
    const call = { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{}' };
    const items = asList(body.input).flatMap((item) => (item.type === 'function_call_output' ? [call, item] : [item]));
    const tools = needsTools(body) ? { tools: [{ type: 'function', name: 'look', strict: false, ...FUNCTION }] } : {};
    return { ...body, ...streaming(body), ...tools, input: typeof body.input === 'string' ? body.input : [{ role: 'user', content: 'Hi' }, ...items] };
  },
};

const streaming = (body) => (body.stream_options === undefined ? {} : { stream: true });
const needsTools = ({ tools, tool_choice: choice, parallel_tool_calls: parallel }) => tools === undefined && (choice !== undefined || parallel !== undefined);

/** @returns {object} the same body with the conversation around it */
export function wholeRequest(route, body) {
  const whole = completed(body);
  return WHOLE[route]?.(whole) ?? whole;
}
