/** The GS1 parser: pure functions, nothing of Nest, TypeORM or the database (terminal.md, GS1). */
export { build } from './build.js';
export { gtin14 } from './check-digit.js';
export { type Choice, chooseReading, lotsAndSerials } from './choose-reading.js';
export type { Fault, Gs1Element, Warning } from './element.js';
export { type Parsed, parseBarcode } from './parse.js';
export { cannotBeQuantity, GS, isQuantityText, quantityOf, visible } from './text.js';
