import { isObject, objectsIn, stringAt, type JsonObject } from '../server/request-body.js';
import type { Ask, AskedTool } from '../text/reply.js';

/**
 * A generateContent request as the emulated model sees it.
 * @param stored the bytes of a file that the request refers to
 */
export function askOf(request: JsonObject, stored?: Buffer): Ask {
  const contents = objectsIn(request['contents']);
  const users = contents.filter((content) => content['role'] !== 'model').map(textOf);
  const config = isObject(request['generationConfig']) ? request['generationConfig'] : {};
  const result = objectsIn(contents.at(-1)?.['parts']).find((part) => isObject(part['functionResponse']));
  const schema = config['responseJsonSchema'] ?? config['responseSchema'];
  const audio = stored === undefined ? audioIn(contents) : { bytes: stored };
  const system = textOf(isObject(request['systemInstruction']) ? request['systemInstruction'] : {});
  const json = config['responseMimeType'] === 'application/json';
  return {
    prompt: users.findLast((text) => text !== '') ?? '',
    request: lastPart(contents.findLast((content) => content['role'] !== 'model' && textOf(content) !== '')?.['parts']),
    system,
    everything: [system, ...contents.map(textOf)].join('\n'),
    ...(result === undefined ? {} : { toolResult: responseText(result['functionResponse']) }),
    ...toolsOf(request),
    parallel: true,
    ...(json && schema !== undefined ? { schema } : {}),
    json,
    ...(typeof config['maxOutputTokens'] === 'number' ? { maxTokens: config['maxOutputTokens'] } : {}),
    ...(audio === undefined ? {} : { audio }),
  };
}

/** Text of a content's parts. */
export function textOf(content: JsonObject): string {
  return objectsIn(content['parts'])
    .map((part) => stringAt(part, 'text'))
    .join('\n')
    .trim();
}

/** An address of the web that anybody can read, such as a video's. */
const PUBLIC_ADDRESS = /^https?:\/\/(?!.*\/files\/)/;

/** The address of the stored file that a request refers to. */
export function fileUriOf(request: JsonObject): string | undefined {
  for (const part of objectsIn(request['contents']).flatMap((content) => objectsIn(content['parts']))) {
    const data = part['fileData'] ?? part['file_data'];
    const uri = isObject(data) ? stringAt(data, 'fileUri') || stringAt(data, 'file_uri') : undefined;
    if (uri !== undefined && !PUBLIC_ADDRESS.test(uri)) return uri;
  }
  return undefined;
}

function audioIn(contents: readonly JsonObject[]): Ask['audio'] {
  for (const part of contents.flatMap((content) => objectsIn(content['parts']))) {
    const inline = part['inlineData'] ?? part['inline_data'];
    const type = stringAt(inline, 'mimeType') || stringAt(inline, 'mime_type');
    if (type.startsWith('audio/')) return { bytes: Buffer.from(stringAt(inline, 'data'), 'base64') };
  }
  return undefined;
}

function toolsOf(request: JsonObject): Pick<Ask, 'tools' | 'toolChoice'> {
  const declared = objectsIn(request['tools']).flatMap((tool) => objectsIn(tool['functionDeclarations']));
  const tools: AskedTool[] = declared.map((tool) => ({
    name: stringAt(tool, 'name'),
    description: stringAt(tool, 'description'),
    schema: tool['parametersJsonSchema'] ?? tool['parameters'] ?? { type: 'object', properties: {} },
  }));
  const config = isObject(request['toolConfig']) ? request['toolConfig'] : {};
  const calling = isObject(config['functionCallingConfig']) ? config['functionCallingConfig'] : {};
  const allowed = Array.isArray(calling['allowedFunctionNames']) ? (calling['allowedFunctionNames'] as unknown[]) : [];
  const mode = stringAt(calling, 'mode').toUpperCase();
  const toolChoice = mode === 'NONE' ? 'none' : mode === 'ANY' ? 'required' : 'auto';
  return { tools: allowed.length === 0 ? tools : tools.filter((tool) => allowed.includes(tool.name)), toolChoice };
}

function responseText(value: unknown): string {
  const response = isObject(value) && isObject(value['response']) ? value['response'] : {};
  const content = response['content'] ?? response['result'] ?? response['output'] ?? response;
  return typeof content === 'string' ? content : JSON.stringify(content);
}

/** The last text among several. */
function lastPart(parts: unknown): string {
  if (typeof parts === 'string') return parts;
  return objectsIn(parts)
    .map((part) => stringAt(part, 'text').trim())
    .findLast((text) => text !== '') ?? '';
}
