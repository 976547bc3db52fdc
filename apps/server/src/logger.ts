import { pino, type Logger } from 'pino';

export type { Logger };

/** The one logger. `redact` is a second fence: nothing that is logged on purpose holds a secret. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['*.authorization', '*.cookie', '*.password', '*.secret'], censor: '[secret]' },
  });
}
