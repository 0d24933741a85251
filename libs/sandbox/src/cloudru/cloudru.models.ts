import type { ModelRules } from '../openai/openai.models.js';

export const CLOUDRU_MODELS = [
  'ai-sage/GigaChat3-10B-A1.8B',
  'openai/gpt-oss-120b',
  'Qwen/Qwen3-235B-A22B-Instruct-2507',
  'Qwen/Qwen3-Coder-480B-A35B-Instruct',
  'zai-org/GLM-4.6',
  'openai/whisper-large-v3',
  'BAAI/bge-m3',
] as const;

/** Ids have the form organisation/model. */
export const CLOUDRU_RULES: ModelRules = { ownedBy: 'cloudru', likely: /^[\w.-]+\/[\w.-]+$/ };
