/** First segments of the client's paths, so that the server knows its pages from what nobody has. */
export const CLIENT_SECTIONS: readonly string[] = ['sign-in', 'register', 'password-reset', 'studio', 'courses', 'settings', 'account', 'admin'];
