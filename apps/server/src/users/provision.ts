import type { CalendarBackend, CalendarRef, Principal } from '../backends/backend.ts';
import type { Logger } from '../logger.ts';
import type { UserRepo } from './user-repo.ts';
import type { User } from '../auth/current-user.ts';

interface Dependencies {
  readonly users: UserRepo;
  readonly backend: CalendarBackend;
  /** Makes the calendar rows agree with the home and marks the default one. */
  readonly adoptCalendars: (owner: Principal, defaultCalendar: CalendarRef, signal?: AbortSignal) => Promise<void>;
  readonly logger: Logger;
}

/** How long a login waits for the CalDAV server before provisioning is left to be completed later. */
const LOGIN_PATIENCE_MS = 3000;

export type Provisioner = ReturnType<typeof createProvisioner>;

/**
 * Provisioning: principal and default calendar on the CalDAV server, then their row here, then the mark on the user. Every step may be
 * repeated, and an account without the mark is found and completed later, so a crash between any two steps loses nothing.
 */
export function createProvisioner({ users, backend, adoptCalendars, logger }: Dependencies) {
  async function provision(user: User, signal?: AbortSignal): Promise<void> {
    if (user.provisioned) return;
    const { defaultCalendar } = await backend.ensurePrincipal({ actor: user, ...(signal ? { signal } : {}) }, user);
    await adoptCalendars(user, defaultCalendar, signal);
    await users.markProvisioned(user.id);
  }

  return {
    provision,

    /** As `provision`, but trouble is only logged. */
    async tryProvision(user: User): Promise<void> {
      await provision(user, AbortSignal.timeout(LOGIN_PATIENCE_MS)).catch((error: unknown) => {
        logger.warn({ err: error, userId: user.id }, 'provisioning is not complete; it will be tried again');
      });
    },

    /** Accounts of which something is missing. */
    pending: { list: (after: string | undefined) => users.listUnprovisioned(after), finish: (user: User) => provision(user) },
  };
}
