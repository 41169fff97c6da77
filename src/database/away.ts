/** What drivers and servers say when there is no connection (SQLSTATE 08, 57P0), or no room (53). */
const CODES =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ETIMEOUT|ECLOSE|ESOCKET|ECONNCLOSED|ENOTOPEN|ENOCONN|EINVALIDSTATE|EABORT|57P0[123]|08\w{3}|53\w{3}/;
/** SQL Server: no memory, a file group is full, the log is full. */
const NUMBERS = [701, 1105, 9002];
const WORDS =
  /Connection terminated|timeout exceeded when trying to connect|Connection is closed|not connected|timeout expired|DataSource is not|Query runner already released|too many clients/i;

/**
 * Whether an error says that the database is away or has no room: nothing was changed, and the same
 * may pass when it is asked again.
 */
export function isAway(error: unknown): boolean {
  const { driverError, ...outer } = error as { code?: string; driverError?: object };
  const { code = outer.code, number = 0 } = (driverError ?? error) as { code?: string; number?: number };
  return (
    CODES.test(String(code ?? '')) || NUMBERS.includes(number) || WORDS.test(String((error as Error).message))
  );
}
