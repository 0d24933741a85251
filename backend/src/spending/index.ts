export { SpendingModule } from './spending.module.js';
