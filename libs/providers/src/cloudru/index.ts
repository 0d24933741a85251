export { cloudruStrategy } from './cloudru.strategy.js';
