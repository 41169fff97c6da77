import type { Dialect } from './dialect.js';

/**
 * A statement in the words that PostgreSQL and T-SQL share. Values become parameters, other `Sql`
 * is woven in, and a fragment is a word that each vendor says differently.
 *
 * What leaves the database is text: quantities by `text()`, times by `iso()`. Drivers disagree on
 * decimals and time zones, strings do not.
 */
export class Sql {
  constructor(
    readonly strings: readonly string[],
    readonly values: readonly unknown[],
    /** See `often`. */
    readonly isOften = false,
  ) {}

  /** The statement's text and parameters for one vendor. `text` is what its driver takes. */
  render(dialect: Dialect): { text: string; parameters: unknown[] } {
    const parameters: unknown[] = [];
    const write = (part: Sql): string =>
      part.strings.reduce(
        (text, string, i) => text + string + (i < part.values.length ? say(part.values[i]) : ''),
        '',
      );
    const say = (value: unknown): string => {
      if (value instanceof Sql) return write(value);
      if (value instanceof Fragment) return say(value.word(dialect));
      parameters.push(dialect.value(storable(value)));
      return dialect.parameter(parameters.length);
    };
    const text = write(this);
    return { text: this.isOften ? dialect.planned(text) : text, parameters };
  }
}

/** PostgreSQL has no NUL in a text; what somebody sent with one is searched and kept with its picture. */
const storable = (value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\0', '␀') : value;

/** A word that each vendor says differently; known when the statement is rendered. */
export class Fragment {
  constructor(readonly word: (dialect: Dialect) => Sql) {}
}

/** Tagged template: `${value}` is a parameter unless it is `Sql` or a fragment. */
export const sql = (strings: TemplateStringsArray, ...values: unknown[]): Sql => new Sql(strings, values);

/**
 * A statement that runs with every scan: its plan is worth remembering. Its text must not vary but in a
 * few ways, and no parameter may make another plan the right one.
 */
export const often = (statement: Sql): Sql => new Sql(statement.strings, statement.values, true);

/** Text that goes into the statement as it is. Never anything a user typed. */
export const raw = (text: string): Sql => new Sql([text], []);

/** Parts in a row, for lists of columns, conditions or rows. */
export const join = (parts: readonly (Sql | Fragment)[], separator = ', '): Sql =>
  parts.length === 0
    ? raw('')
    : new Sql(['', ...parts.slice(1).map(() => separator), ''], parts as readonly unknown[]);

/** All of the conditions; true when there are none. */
export const all = (conditions: readonly (Sql | Fragment)[]): Sql =>
  conditions.length === 0
    ? raw('1 = 1')
    : join(
        conditions.map((c) => sql`(${c})`),
        ' AND ',
      );

/** A list of values as parameters; callers keep it below 1,000 (SQL Server takes 2,100 in all). */
export const list = (values: readonly unknown[]): Sql => join(values.map((v) => sql`${v}`));
