/** Anthropic has no models that make embeddings. */
export const embeddings = undefined;
