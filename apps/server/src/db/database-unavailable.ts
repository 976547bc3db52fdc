/** SQLSTATE classes 08 and 57P, the codes of a connection that failed, and Prisma's for the same. */
const codes = /^(08...|57P0.|53300|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|P1001|P1002|P1008|P1017|P2024)$/;
const messages =
  /Connection terminated|Query read timeout|timeout exceeded when trying to connect|Can't reach database|DatabaseNotReachable|Server has closed the connection/i;

/** Whether an error means that PostgreSQL is away, and not that a query is wrong. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const hasCode = 'code' in error && typeof error.code === 'string' && codes.test(error.code);
  const hasMessage = error instanceof Error && messages.test(error.message);
  return hasCode || hasMessage || ('cause' in error && isDatabaseUnavailable(error.cause));
}
