import { Injectable } from '@nestjs/common';
import { WarehouseReconciliation } from 'warehouse-reconciliation';

/** What the ERP does when something happens in a count: here it only keeps the names. */
@Injectable()
export class CountLog {
  readonly told: string[] = [];

  constructor(warehouse: WarehouseReconciliation) {
    warehouse.onEvent(({ event, login }) => {
      this.told.push(`${event} by ${login}`);
    });
  }
}
