/** What a personal access token may reach (contract, section 2). */
export const TOKEN_SCOPES = ['calls', 'account', 'admin'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** Of a token whose maker named none. */
export const DEFAULT_TOKEN_SCOPES: readonly TokenScope[] = ['calls'];
