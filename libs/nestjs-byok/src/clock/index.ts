export { Clock, clockAt } from './clock.js';
