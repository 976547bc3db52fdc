import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { PublicConfig } from '@contract/config.ts';
import { getConfig } from '../api/config.ts';

export const useConfig = (): UseQueryResult<PublicConfig> =>
  useQuery({ queryKey: ['config'], queryFn: ({ signal }) => getConfig(signal), staleTime: Infinity, meta: { public: true } });
