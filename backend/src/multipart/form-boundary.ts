/** A form's media type and its parameters, as every reader takes them: no escapes, nothing between them. */
const FORM_TYPE = /^multipart\/form-data(?<parameters>(?:[ \t]*;[ \t]*[\w*-]+=(?:[\w'+.-]+|"[^"\\]*"))+)[ \t]*$/i;
const PARAMETER = /;[ \t]*(?<name>[\w*-]+)=(?:(?<token>[\w'+.-]+)|"(?<quoted>[^"\\]*)")/g;
/** RFC 2046 without spaces. Of dashes alone, the closing boundary could not be told from another. */
const BOUNDARY = /^(?=.*[^-])[\w'()+,./:=?-]{1,70}$/;

/** The boundary of a content-type that can be read in one way only; undefined of any other. */
export function plainBoundary(contentType: string): string | undefined {
  const written = FORM_TYPE.exec(contentType)?.groups?.['parameters'];
  if (written === undefined) return undefined;
  const parameters = new Map<string, string>();
  for (const { groups = {} } of written.matchAll(PARAMETER)) {
    const name = groups['name']?.toLowerCase() ?? '';
    const isKnown = name === 'boundary' || name === 'charset';
    if (!isKnown || parameters.has(name)) return undefined;
    parameters.set(name, groups['token'] ?? groups['quoted'] ?? '');
  }
  const boundary = parameters.get('boundary');
  if (boundary === undefined || !BOUNDARY.test(boundary)) return undefined;
  return /^utf-?8$/i.test(parameters.get('charset') ?? 'utf-8') ? boundary : undefined;
}
