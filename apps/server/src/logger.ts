import { pino, type Logger } from 'pino';

export type { Logger };

/** Lines are written together, at most so late, because a write costs as much as the rest of a line; what is left is written at the exit. */
const FLUSH_MS = 100;
const FLUSH_BYTES = 4096;

/** The one logger. `redact` is a second fence: nothing that is logged on purpose holds a secret. */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: ['*.authorization', '*.cookie', '*.password', '*.secret'], censor: '[secret]' },
    },
    pino.destination({ dest: 1, sync: false, minLength: FLUSH_BYTES, periodicFlush: FLUSH_MS }),
  );
}
