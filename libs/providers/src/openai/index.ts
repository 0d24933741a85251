export { openaiStrategy } from './openai.strategy.js';
