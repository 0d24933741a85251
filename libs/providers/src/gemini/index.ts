export { geminiStrategy } from './gemini.strategy.js';
