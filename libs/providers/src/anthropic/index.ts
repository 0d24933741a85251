export { anthropicStrategy } from './anthropic.strategy.js';
