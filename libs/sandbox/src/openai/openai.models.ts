/** What the emulator lists when it is not told otherwise. */
export const OPENAI_MODELS = [
  'gpt-6.1-sol',
  'gpt-6.1-terra',
  'gpt-6-sol',
  'gpt-6-luna',
  'gpt-5.6-sol',
  'gpt-5.6-terra',
  'gpt-5.6-luna',
  'gpt-5.5',
  'gpt-5.4',
  'gpt-5.4-mini',
  'gpt-5.4-nano',
  'gpt-5.1',
  'gpt-5',
  'gpt-5-mini',
  'gpt-5-nano',
  'gpt-4.1',
  'gpt-4.1-mini',
  'gpt-4o',
  'gpt-4o-mini',
  'o3',
  'gpt-transcribe',
  'whisper-1',
  'gpt-4o-transcribe',
  'gpt-4o-mini-transcribe',
  'gpt-4o-transcribe-diarize',
  'text-embedding-3-small',
  'text-embedding-3-large',
  'gpt-4o-mini-tts',
  'omni-moderation-latest',
] as const;

export interface ModelRules {
  ownedBy: string;
  /** Names that are let through even when they are not listed: dated versions. */
  likely: RegExp;
}

export const OPENAI_RULES: ModelRules = {
  ownedBy: 'openai',
  likely: /^(?:gpt-|chatgpt-|o\d|whisper-|text-embedding-|codex-|tts-|omni-moderation-|ft:)/,
};

export function knows(models: readonly string[], rules: ModelRules, id: string): boolean {
  return models.includes(id) || (rules.likely.test(id) && !/nonexistent|unknown|does-not-exist/.test(id));
}

export function modelObject(id: string, rules: ModelRules): Record<string, unknown> {
  return { id, object: 'model', created: 1_735_689_600, owned_by: rules.ownedBy };
}
