import { ByokError } from '#contracts';

/** The refusal of a body of a product route. @param field `body` for all of it */
export function refusedBody(field: string, message: string, cause?: unknown): ByokError {
  return new ByokError('invalid_input', `${field === 'body' ? 'The body' : field} ${message}.`, { cause, errors: [{ field, message }] });
}

/**
 * Refuses null characters, which PostgreSQL doesn't take, in a body that `checkJsonText` let pass. Doesn't recurse.
 * @throws ByokError invalid_input
 */
export function checkValues(root: unknown): void {
  const pending: { readonly value: unknown; readonly field: string }[] = [{ value: root, field: '' }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, field } = next;
    if (typeof value === 'string' && value.includes('\0')) throw refusedBody(field || 'body', 'must not hold a null character');
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, child] of Object.entries(value)) pending.push({ value: child, field: field ? `${field}.${name}` : name });
  }
}
