import { type Sql, sql } from '../../database/sql.js';
import { binary } from '../../database/words.js';
import { erp } from '../../erp/tables.js';

/** Columns of a stock position, as a statement has them. */
export interface PositionColumns {
  location: Sql;
  product: Sql;
  variant: Sql;
  lot: Sql;
  serial: Sql;
  unit: Sql;
}

/** Columns of a detail or count that a statement calls by an alias. */
export const positionOf = (alias: Sql): PositionColumns => ({
  location: sql`${alias}."Warehouse_Location_Id"`,
  product: sql`${alias}."Product_Id"`,
  variant: sql`${alias}."Variant_Id"`,
  lot: sql`${alias}."Lot_Id"`,
  serial: sql`${alias}."Serial_Number_Id"`,
  unit: sql`${alias}."Logistic_Unit_Id"`,
});

/**
 * The way through the warehouse (process.md, step 2): location address, part number, variant, lot,
 * serial number, logistic unit, by their bytes and empty first. `joins` bring the names in, with
 * aliases that begin with `wo_`; `by` is what to sort by.
 */
export function walkingOrder(at: PositionColumns): { joins: Sql; by: Sql } {
  return {
    joins: sql`
      JOIN ${erp.locations} wo_location ON wo_location."Warehouse_Location_Id" = ${at.location}
      LEFT JOIN ${erp.products} wo_product ON wo_product."Id" = ${at.product}
      LEFT JOIN ${erp.variants} wo_variant ON wo_variant."Product_Variant_Id" = ${at.variant}
      LEFT JOIN ${erp.lots} wo_lot ON wo_lot."Lot_Id" = ${at.lot}
      LEFT JOIN ${erp.serialNumbers} wo_serial ON wo_serial."Id" = ${at.serial}
      LEFT JOIN ${erp.logisticUnits} wo_unit ON wo_unit."Logistic_Unit_Id" = ${at.unit}`,
    by: sql`wo_location."Location_Address" ${binary}, COALESCE(wo_product."Part_Number", '') ${binary},
      COALESCE(wo_variant."Product_Variant_Code", '') ${binary}, COALESCE(wo_lot."Lot_Number", '') ${binary},
      COALESCE(wo_serial."Serial_Number", '') ${binary}, COALESCE(wo_unit."Serial_Code", '') ${binary}`,
  };
}
