import { randomUUID } from 'node:crypto';
import { Fragment, raw, type Sql, sql } from './sql.js';

/** Words for statements that each vendor says differently (`dialect.ts`). */
export const TRUE = new Fragment((d) => d.true);
export const FALSE = new Fragment((d) => d.false);
export const now = new Fragment((d) => d.now);
export const newId = new Fragment((d) => d.newId);
export const withRecursive = new Fragment((d) => d.withRecursive);
export const binary = new Fragment((d) => d.binary);
/** First in the SET of every UPDATE of a table with a row version. */
export const touch = new Fragment((d) => d.touch);

/** A code of the ERP as this site writes it. */
export const siteCode = (canonical: string): Fragment => new Fragment((d) => sql`${d.code(canonical)}`);

type Part = Sql | Fragment;
/** A value or expression as an id. Wrap every parameter that may be null or stands in a SELECT. */
export const uuid = (value: unknown): Fragment => new Fragment((d) => sql`CAST(${value} AS ${d.uuidType})`);
/** A value or expression as a moment (UTC, milliseconds). */
export const moment = (value: unknown): Fragment =>
  new Fragment((d) => sql`CAST(${value} AS ${d.momentType})`);
/**
 * The same as a moment of an ERP's `datetime` column, to compare with one. SQL Server keeps those in
 * steps of a three hundredth of a second, so that a moment as it was written would not equal them.
 */
export const datetime = (value: unknown): Fragment =>
  new Fragment((d) => sql`CAST(${value} AS ${d.datetimeType})`);
/** A value or expression as a quantity: decimal(12, 3). */
export const quantity = (value: unknown): Sql => sql`CAST(${value} AS decimal(12, 3))`;
/** A value or expression as an integer. */
export const integer = (value: unknown): Sql => sql`CAST(${value} AS integer)`;
/** A decimal leaves the database as text. */
export const text = (expression: unknown): Sql => sql`CAST(${expression} AS varchar(60))`;
/** A moment leaves the database as ISO 8601 text. */
export const iso = (expression: Part): Fragment => new Fragment((d) => d.iso(sql`${expression}`));
export const version = (column: Part): Fragment => new Fragment((d) => d.version(sql`${column}`));
export const addSeconds = (at: Part, seconds: unknown): Fragment =>
  new Fragment((d) => d.addSeconds(sql`${at}`, sql`${seconds}`));
/** Any number of ids for `IN`, as a subselect with one parameter (SQL Server takes 2,100 of them). */
export const ids = (values: readonly string[]): Fragment =>
  new Fragment((d) =>
    // SQL Server splits an empty text into one empty part.
    values.length === 0
      ? sql`(SELECT CAST(NULL AS ${d.uuidType}) AS id WHERE 1 = 0)`
      : sql`(${d.idsIn(sql`${values.join(',')}`)})`,
  );
/** Whether a column is one of any number of ids. */
export const isOneOf = (column: Part, values: readonly string[]): Fragment =>
  new Fragment((d) => d.isOneOf(sql`${column}`, sql`${values.join(',')}`));
/** Whether a column is among many ids that a statement reads. */
export const isAmong = (column: Part, of: Sql): Fragment =>
  new Fragment((d) => d.isAmong(sql`${column}`, of));
/** SHA-256 of ids and digits as text, as bytes. Ids count as lower case. */
export const sha256 = (of: Part): Fragment => new Fragment((d) => d.sha256(sql`${of}`));
/** Aggregate: texts of ids and digits of a group one after another, in an order. */
export const gathered = (of: Part, order: Part, separator: '' | ',' = ''): Fragment =>
  new Fragment((d) => d.gathered(sql`${of}`, sql`${order}`, separator));
/**
 * New ids that follow one another: a series (`newSeries`) and a number from 1 on. What is written
 * together then stands together in every index of ids, which is what makes large inserts cheap.
 */
export const idInSeries = (series: string, number: Part): Fragment =>
  uuid(sql`CONCAT(CAST(${series} AS varchar(24)), RIGHT(CONCAT('00000000000', ${number}), 12))`);
/** A series that nobody else has. */
export const newSeries = (): string => randomUUID().slice(0, 24);
/** Bit and boolean: a condition as a stored truth value. */
export const truth = (condition: Part): Sql => sql`CASE WHEN ${condition} THEN ${TRUE} ELSE ${FALSE} END`;

/**
 * A derived table (give it a name) that is worked out by itself. PostgreSQL would merge it into the
 * query around it, and then repeat its subselects wherever their columns are used, or join it late by
 * a loop because many equal columns make it expect a single row.
 */
export const apart = (query: Part): Sql => sql`(${query} ORDER BY (SELECT NULL) OFFSET 0 ROWS)`;

/** Stands for "empty" where positions are matched: empty equals empty. */
const nobody = raw("'00000000-0000-0000-0000-000000000000'");
/** A column that may be empty, for equality: a join on it can be a hash join on every vendor. */
export const or0 = (column: Part): Fragment =>
  new Fragment((d) => sql`COALESCE(${column}, CAST(${nobody} AS ${d.uuidType}))`);
