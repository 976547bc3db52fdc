import type { DavClient } from '../../dav/dav-client.ts';
import type { HealthReport } from '../backend.ts';

const PATIENCE_MS = 2000;

/** Asks, as nobody, something that a server which can serve answers with 2xx. */
export async function checkHealth({ probe }: DavClient, method: string, target: string, signal?: AbortSignal): Promise<HealthReport> {
  try {
    const status = await probe(method, target, signal ?? AbortSignal.timeout(PATIENCE_MS));
    return status >= 200 && status < 300 ? { ok: true } : { ok: false, reason: `answered ${status}` };
  } catch {
    return { ok: false, reason: 'does not answer' };
  }
}
