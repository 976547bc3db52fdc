import type { Me } from '@contract/user.ts';
import { request } from './client.ts';

/** Who is logged in; refused with 401 when nobody is. */
export const getMe = (signal: AbortSignal): Promise<Me> => request('GET', 'users/me/', { signal });
