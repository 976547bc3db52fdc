import type { Exchange, Question } from '../../dav/exchange.ts';
import type { HealthReport } from '../backend.ts';

/** Asks, as nobody, something that a server which can serve answers with 2xx. */
export async function checkHealth(ask: Exchange, question: Question, signal = AbortSignal.timeout(2000)): Promise<HealthReport> {
  try {
    const { status } = await ask({ ...question, signal });
    return status >= 200 && status < 300 ? { ok: true } : { ok: false, reason: `answered ${status}` };
  } catch {
    return { ok: false, reason: 'does not answer' };
  }
}
