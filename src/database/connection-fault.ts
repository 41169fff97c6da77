/** Codes of network, PostgreSQL and tedious, and what they mean for whoever wrote the address. */
const meanings: Record<string, string> = {
  ECONNREFUSED: 'nobody answers there. Is the server running, and is the port right?',
  ENOTFOUND: 'there is no host of that name.',
  EAI_AGAIN: 'the host name could not be looked up.',
  ETIMEDOUT: 'no answer in time. Is there a firewall between?',
  ETIMEOUT: 'no answer in time. Is there a firewall between?',
  EHOSTUNREACH: 'there is no way to the host.',
  ESOCKET:
    'nobody answers there, or not in the way we ask. Is the port right, and encryption (encrypt=, trustServerCertificate=)?',
  '28P01': 'user or password is wrong.',
  '28000': 'the server does not let this user in.',
  '3D000': 'there is no database of that name.',
  '53300': 'the server has no connection left.',
  ELOGIN: 'user, password or database is wrong.',
};

/**
 * One line for what kept us from a database, with its address but without its password; undefined when
 * the error is about something else.
 */
export function connectionFault(error: unknown, address: string | undefined): string | undefined {
  if (!address) return undefined;
  const code = codeOf(error) ?? (/timeout/.test(String((error as Error).message)) ? 'ETIMEDOUT' : undefined);
  const meaning = code && meanings[code];
  if (!meaning) return undefined;
  const { protocol, username, host, pathname } = new URL(address);
  return `DATABASE_URL ${protocol}//${username ? `${decodeURIComponent(username)}@` : ''}${host}${pathname}: ${meaning} (${code})`;
}

/** Node gathers the attempts at several addresses of a host in one error. */
function codeOf(error: unknown): string | undefined {
  const { code, errors, cause, originalError, driverError } = error as {
    code?: string;
    errors?: unknown[];
    cause?: unknown;
    originalError?: unknown;
    driverError?: unknown;
  };
  if (code) return code;
  const within = errors?.[0] ?? driverError ?? originalError ?? cause;
  return within ? codeOf(within) : undefined;
}
