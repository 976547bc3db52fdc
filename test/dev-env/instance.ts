import { z } from 'zod';
import type { DataDirectory } from './data-directory.ts';
import type { ProcessIdentity } from './process-identity.ts';

const FILE = 'run/instance.json';
const schema = z.object({
  /** What the server runs with; the command line reads it (apps/server/src/cli/instance.ts). Secrets are named by their files. */
  environment: z.record(z.string(), z.string()),
  children: z.array(z.object({ pid: z.number(), startTime: z.string() })),
});
export type Instance = z.infer<typeof schema>;

export const writeInstance = (data: DataDirectory, instance: Instance): void => data.write(FILE, JSON.stringify(instance, null, 2), 0o600);

/** Processes of an earlier start that may still run because it was killed. */
export function readLeftovers(data: DataDirectory): readonly ProcessIdentity[] {
  try {
    return schema.parse(JSON.parse(data.read(FILE) ?? '')).children;
  } catch {
    return [];
  }
}
