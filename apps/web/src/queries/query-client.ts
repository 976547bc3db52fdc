import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { hasStatus, ProblemError } from '../api/problem-error.ts';
import { endSession } from './session.ts';

const MAX_RETRIES = 2;

/** A refusal stays a refusal; only silence and faults of the server are worth asking again. */
const isWorthRetrying = (failures: number, error: Error): boolean =>
  failures < MAX_RETRIES && !(error instanceof ProblemError && error.status < 500);

/** Any 401, whoever receives it, ends the session in the browser too. */
export const createQueryClient = (): QueryClient => {
  const onError = (error: Error): void => {
    if (hasStatus(error, 401)) endSession(client);
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { staleTime: 15_000, retry: isWorthRetrying, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
};
