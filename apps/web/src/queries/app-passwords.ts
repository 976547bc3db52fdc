import { useMutation, type UseMutationResult, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import type { AppPassword, CreatedAppPassword, NewAppPassword } from '@contract/app-password.ts';
import type { Page } from '@contract/page.ts';
import { createAppPassword, listAppPasswords, revokeAppPassword } from '../api/app-passwords.ts';

const key = ['app-passwords'] as const;
const WATCH_POLL_MS = 4_000;

/** `watching`: somebody is typing a password into a device right now and wants to see its first use. */
export const useAppPasswords = ({ watching }: { watching: boolean }): UseQueryResult<Page<AppPassword>> =>
  useQuery({
    queryKey: key,
    queryFn: ({ signal }) => listAppPasswords(signal),
    refetchInterval: watching ? WATCH_POLL_MS : false,
  });

/** The answer holds the password itself, so it leaves the cache as soon as the caller resets or unmounts. */
export const useCreateAppPassword = (): UseMutationResult<CreatedAppPassword, Error, NewAppPassword> => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: createAppPassword,
    gcTime: 0,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: key });
    },
  });
};

export const useRevokeAppPassword = (): UseMutationResult<void, Error, string> => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: revokeAppPassword,
    onSuccess: (_, id) => {
      client.setQueryData<Page<AppPassword>>(key, (page) => page && { ...page, results: page.results.filter((item) => item.id !== id) });
      void client.invalidateQueries({ queryKey: key });
    },
  });
};
