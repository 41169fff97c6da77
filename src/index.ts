export { WarehouseReconciliation } from './hosted.js';
export type { WarehouseReconciliationOptions } from './hosted-options.js';
export { OptionsError } from './options.js';
export type { EventName, WarehouseEvent } from './reconciliation/history.js';
export { WarehouseReconciliationModule } from './warehouse-reconciliation.module.js';
