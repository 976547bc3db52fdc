import {
  keepPreviousData,
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Calendar, CalendarPage, NewCalendar } from '@contract/calendar.ts';
import type { Me } from '@contract/user.ts';
import { createCalendar, listCalendars } from '../api/calendars.ts';

const key = ['calendars'] as const;
const UNSETTLED_POLL_MS = 5_000;

const isUnsettled = (page: CalendarPage | undefined): boolean =>
  page !== undefined && (page.stale || page.results.some((calendar) => calendar.state === 'creating'));

/** The person's calendars, read anew when the account has been set up, and polled while something about them is unconfirmed. */
export const useCalendars = (provisioning: Me['provisioning']): UseQueryResult<CalendarPage> =>
  useQuery({
    queryKey: [...key, provisioning],
    queryFn: ({ signal }) => listCalendars(signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (isUnsettled(state.data) ? UNSETTLED_POLL_MS : false),
  });

export const useCreateCalendar = (): UseMutationResult<Calendar | null, Error, NewCalendar> => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: createCalendar,
    onSuccess: async (calendar) => {
      if (calendar !== null)
        client.setQueriesData<CalendarPage>({ queryKey: key }, (page) => page && { ...page, results: [...page.results, calendar] });
      const refreshed = client.invalidateQueries({ queryKey: key });
      // only the list knows this one: the form stays until it is there to be seen
      if (calendar === null) await refreshed;
    },
  });
};
