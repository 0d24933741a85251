/** OpenAI's answer: the vectors in the order of the texts, as numbers or in base64 of 32-bit floats. */
export function embeddingList(model: string, vectors: readonly (readonly number[])[], format: 'float' | 'base64', tokens: number): Record<string, unknown> {
  const data = vectors.map((vector, index) => ({ object: 'embedding', index, embedding: format === 'base64' ? base64Of(vector) : vector }));
  return { object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } };
}

function base64Of(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
  return bytes.toString('base64');
}
