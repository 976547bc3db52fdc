import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDataDirectory } from '../../dev-env/data-directory.ts';
import { freePort } from '../../dev-env/ports.ts';
import { startServer } from '../../dev-env/server.ts';
import { instance } from './instance.ts';

export interface Replica {
  /** Scheme, address and port. */
  readonly url: string;
  /** The same path at this replica. */
  at(url: string): string;
  log(): string;
  stop(): Promise<void>;
}

/** One more server on the same database, DAViCal and provider, or with something else in their place. */
export async function startReplica(overrides: Readonly<Record<string, string>> = {}): Promise<Replica> {
  const directory = mkdtempSync(path.join(tmpdir(), 'calendars-replica-'));
  const data = openDataDirectory(directory);
  const port = await freePort();
  const environment = { ...instance.environment, PORT: String(port), ...overrides };
  const server = await startServer({ data, port, environment });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    at: (other) => url + new URL(other).pathname,
    log: () => data.read('log/server.log') ?? '',
    async stop() {
      await server.stop();
      data.release();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
