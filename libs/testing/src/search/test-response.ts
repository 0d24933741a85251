/** A response as supertest gives it: read to its end. */
export interface TestResponse {
  readonly status: number;
  readonly header: Readonly<Record<string, unknown>>;
  readonly text?: string;
  readonly body: unknown;
  readonly redirects?: readonly string[];
  readonly res?: { readonly statusMessage?: string; readonly rawHeaders?: readonly string[]; readonly trailers?: unknown };
}

export function isTestResponse(value: object): value is TestResponse {
  const { status, header, body, req } = value as Partial<TestResponse> & { req?: unknown };
  return typeof status === 'number' && typeof header === 'object' && header !== null && body !== undefined && req !== undefined;
}

/** What came from the server. The request, which may well carry the key, is left out. */
export function partsOfResponse({ header, text, body, redirects, res }: TestResponse): readonly (readonly [name: string, part: unknown])[] {
  return [
    ['status line', res?.statusMessage],
    ['headers', header],
    ['raw headers', res?.rawHeaders],
    ['trailers', res?.trailers],
    ['text', text],
    ['body', body],
    ['redirects', redirects],
  ];
}
