/** SQL Server: no right on an object, a column, a statement or a schema. */
const NUMBERS = [229, 230, 262, 2760];
/** Babelfish has PostgreSQL's words and one number for most of them. */
const WORDS = /permission denied|must be owner of/;

/** Whether an error says that the database user may not do what was asked (SQLSTATE 42501). */
export function isForbidden(error: unknown): error is Error {
  const { driverError = error } = error as { driverError?: unknown };
  const { code, number = 0, message } = driverError as { code?: string; number?: number; message?: string };
  return code === '42501' || NUMBERS.includes(number) || (number !== 0 && WORDS.test(String(message)));
}
