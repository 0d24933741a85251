const MAX_MODEL_LENGTH = 128;
const MODEL_FORM = /^[A-Za-z0-9][A-Za-z0-9._:@+/-]*$/;
const MAX_PATTERN_LENGTH = 160;
const MAX_VARIABLE_QUANTIFIERS = 2;
const MAX_ALTERNATIVES = 4;

/** One item of a regular expression: an escape, a class, the head of a group, a quantifier, or a character. */
const ITEM = /\\.|\[(?:\\.|[^\]\\])*\]|\(\?[:=!<]?|\{\d+(?:,\d*)?\}|[^]/g;

/**
 * Whether a text can be a model id at all: 1 to 128 letters, digits and `._:@+/-`, without `..`,
 * so that it can stand in a URL's path.
 */
export function hasModelForm(text: unknown): text is string {
  return (
    typeof text === 'string' && text.length <= MAX_MODEL_LENGTH && MODEL_FORM.test(text) && !text.includes('..')
  );
}

/**
 * Compiles a pattern of the catalog. Patterns that could match in the middle of an id, or take long on any
 * id of 128 characters, don't pass: see the rules in the messages.
 * @throws Error with a sentence that says what is wrong
 */
export function compilePattern(source: string): RegExp {
  if (source.length > MAX_PATTERN_LENGTH) throw new Error(`is longer than ${MAX_PATTERN_LENGTH} characters`);
  if (!source.startsWith('^') || !source.endsWith('$') || source.endsWith('\\$')) {
    throw new Error('must be anchored: begin with ^ and end with $');
  }
  checkCost(source.match(ITEM) ?? []);
  try {
    return new RegExp(source);
  } catch {
    throw new Error('is not a regular expression');
  }
}

function checkCost(items: readonly string[]): void {
  let depth = 0;
  let alternatives = 0;
  let variable = 0;
  for (const [index, item] of items.entries()) {
    if (/^\(\?[^:]?$/.test(item)) throw new Error('must not have groups that begin with (?, other than (?:');
    if (/^\\[1-9k]$/.test(item)) throw new Error('must not refer back to a group');
    if (item.startsWith('(')) depth += 1;
    else if (item === ')') depth -= 1;
    else if (item === '|') {
      alternatives += 1;
      if (depth === 0) throw new Error('must not have | outside of a group, which escapes the anchors');
    } else if (isRepetition(item)) {
      if (items[index - 1] === ')') throw new Error('must not repeat a group, which can take exponential time');
      if (!/^\{\d+\}$/.test(item)) variable += 1;
    } else if (item === '?') variable += 1;
  }
  if (alternatives > MAX_ALTERNATIVES) throw new Error(`must not have more than ${MAX_ALTERNATIVES} of |`);
  if (variable > MAX_VARIABLE_QUANTIFIERS) {
    throw new Error(`must not have more than ${MAX_VARIABLE_QUANTIFIERS} of *, +, ? and {n,m}`);
  }
}

function isRepetition(item: string): boolean {
  return item === '*' || item === '+' || /^\{\d/.test(item);
}
