/** First segments of the client's paths, so that the server knows its pages from what nobody has. */
export const CLIENT_SECTIONS: readonly string[] = ['sign-in', 'register', 'data', 'how-we-know', 'password-reset', 'studio', 'courses', 'settings', 'account', 'spending', 'admin'];

/** Name of the page's `<meta>` with the operator's links, as JSON: `support`, `terms`, `privacy`, each optional. */
export const CLIENT_LINKS_META = 'byok-links';
