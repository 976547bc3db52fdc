import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { loadConfig } from '../config/config.ts';
import type { Environment } from '../config/read-env.ts';
import { createContext, type AppContext } from '../context.ts';
import { createLogger } from '../logger.ts';
import { CommandError } from './output.ts';

/** What `npm start` writes about the instance that it runs. */
const instanceFile = z.object({ environment: z.record(z.string(), z.string()) });

/**
 * The service as the running instance is configured: by the environment when it says so (as in the container), else by what `npm start`
 * has written into the data directory.
 */
export function openInstance(env: Environment): AppContext {
  const config = loadConfig(env['DATABASE_URL'] || env['DATABASE_URL_FILE'] ? env : { ...readInstance(env), LOG_LEVEL: 'error' });
  return createContext(config, createLogger('error'));
}

function readInstance(env: Environment): Environment {
  const directory = resolve(env['CALENDARS_DATA_DIR'] || 'data');
  const path = `${directory}/run/instance.json`;
  try {
    return instanceFile.parse(JSON.parse(readFileSync(path, 'utf8'))).environment;
  } catch {
    throw new CommandError(
      `No instance is running with its data in ${directory}. Start it with "npm start", or set CALENDARS_DATA_DIR to its data directory.`,
    );
  }
}
