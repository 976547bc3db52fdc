import type { PublicConfig } from '@contract/config.ts';
import { request } from './client.ts';

export const getConfig = (signal: AbortSignal): Promise<PublicConfig> => request('GET', 'config/', { signal });
