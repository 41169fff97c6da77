export type { EventName, WarehouseEvent } from './access/history.js';
export { WarehouseReconciliation } from './hosted.js';
export type { WarehouseReconciliationOptions } from './hosted-options.js';
export { OptionsError } from './options.js';
export { WarehouseReconciliationModule } from './warehouse-reconciliation.module.js';
