import type { AppPassword, CreatedAppPassword, NewAppPassword } from '@contract/app-password.ts';
import type { Page } from '@contract/page.ts';
import { request, requestAll } from './client.ts';
import { hasStatus } from './problem-error.ts';

export const listAppPasswords = (signal: AbortSignal): Promise<Page<AppPassword>> =>
  requestAll<AppPassword, Page<AppPassword>>('app-passwords/', signal);

export const createAppPassword = (body: NewAppPassword): Promise<CreatedAppPassword> => request('POST', 'app-passwords/', { body });

/** One that is already gone counts as revoked. */
export const revokeAppPassword = async (id: string): Promise<void> => {
  try {
    await request<undefined>('DELETE', `app-passwords/${encodeURIComponent(id)}/`);
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
  }
};
