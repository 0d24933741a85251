export { AccountDataModule } from './account-data.module.js';
export { AccountDataRegistry, type AccountDataPart } from './account-data.registry.js';
export { tableRows } from './table-rows.js';
