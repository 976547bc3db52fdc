import { type QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Me } from '@contract/user.ts';
import { hasStatus } from '../api/problem-error.ts';
import { getMe } from '../api/users.ts';

export type Session = { kind: 'in'; me: Me } | { kind: 'out'; ended: boolean };

const key = ['session'] as const;
const PENDING_POLL_MS = 5_000;

/** True when somebody was logged in here before, and until the page is left. */
const hasEnded = (client: QueryClient): boolean => {
  const before = client.getQueryData<Session>(key);
  return before !== undefined && (before.kind === 'in' || before.ended);
};

const loadSession = async (client: QueryClient, signal: AbortSignal): Promise<Session> => {
  try {
    return { kind: 'in', me: await getMe(signal) };
  } catch (error) {
    if (!hasStatus(error, 401)) throw error;
    return { kind: 'out', ended: hasEnded(client) };
  }
};

const isPending = (session: Session | undefined): boolean => session?.kind === 'in' && session.me.provisioning === 'pending';

/** Who is logged in. Asks again every five seconds while the account is still being set up. */
export const useSession = (): UseQueryResult<Session> =>
  useQuery({
    queryKey: key,
    queryFn: ({ client, signal }) => loadSession(client, signal),
    staleTime: 60_000,
    refetchInterval: ({ state }) => (isPending(state.data) ? PENDING_POLL_MS : false),
  });

/** Shows the login screen and forgets everything that was loaded for the person. */
export const endSession = (client: QueryClient): void => {
  const ended: Session = { kind: 'out', ended: true };
  client.setQueryData<Session>(key, ended);
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== key[0] && query.meta?.public !== true });
};
