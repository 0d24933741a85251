const MAX_MODEL_LENGTH = 128;
const MODEL_FORM = /^[\x21-\x7e]+$/;
const MAX_PATTERN_LENGTH = 160;
/** A group that is repeated without a bound of one: the form behind catastrophic backtracking. */
const REPEATED_GROUP = /\)(?:[*+]|\{)/;
const UNBOUNDED = /(?<!\\)[*+]|\{\d*,\}/g;

/** Whether a text can be a model id at all: 1 to 128 printable ASCII characters without spaces. */
export function hasModelForm(text: unknown): text is string {
  return typeof text === 'string' && text.length <= MAX_MODEL_LENGTH && MODEL_FORM.test(text);
}

/**
 * Compiles a pattern of the catalog. Only anchored patterns pass, with at most one unbounded repetition
 * and no repeated group, so that matching an id takes time linear in its length.
 * @throws Error with a sentence that says what is wrong
 */
export function compilePattern(source: string): RegExp {
  if (source.length > MAX_PATTERN_LENGTH) throw new Error(`is longer than ${MAX_PATTERN_LENGTH} characters`);
  if (!source.startsWith('^') || !source.endsWith('$') || source.endsWith('\\$')) {
    throw new Error('must be anchored: begin with ^ and end with $');
  }
  if (hasTopLevelAlternative(source)) throw new Error('must not have | outside of a group, which escapes the anchors');
  if (REPEATED_GROUP.test(source)) throw new Error('must not repeat a group, which can take exponential time');
  if ((source.match(UNBOUNDED)?.length ?? 0) > 1) throw new Error('must not have more than one *, + or {n,}');
  try {
    return new RegExp(source);
  } catch {
    throw new Error('is not a regular expression');
  }
}

function hasTopLevelAlternative(source: string): boolean {
  let depth = 0;
  let inClass = false;
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index];
    if (character === '\\') index += 1;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === '|' && depth === 0) return true;
  }
  return false;
}
