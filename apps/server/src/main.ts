import { loadConfig } from './config/config.ts';
import { ConfigError } from './config/read-env.ts';
import { createContext } from './context.ts';
import { createLogger } from './logger.ts';
import { startServer } from './server.ts';

/** Exit codes of sysexits(3): a supervisor need not try again on a configuration error. */
const EX_CONFIG = 78;

function fail(sentence: string, code: number): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}

function readConfig() {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError) fail(error.message, EX_CONFIG);
    throw error;
  }
}

const config = readConfig();
const logger = createLogger(config.logLevel);
const ctx = createContext(config, logger);

// a provider that is away is no reason not to start; one that must not be used is
ctx.oidc.provider.discover().catch((error: unknown) => {
  if (error instanceof ConfigError) fail(error.message, EX_CONFIG);
});

const server = await startServer(ctx).catch((error: unknown) => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') fail(`Port ${config.listen.port} is in use by another program; set PORT to another one.`, 1);
  if (code === 'EACCES') fail(`Port ${config.listen.port} needs privileges that this user does not have; set PORT to one above 1023.`, 1);
  throw error;
});
logger.info({ port: server.port, publicUrl: config.publicUrl, mode: config.mode }, 'listening');

let stopping = false;
function stop(signal: string): void {
  if (stopping) process.exit(1);
  stopping = true;
  logger.info({ signal }, 'stopping');
  server.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      logger.error({ err: error }, 'stopping failed');
      process.exit(1);
    },
  );
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
