import type { CalendarBackend, CalendarRef, Principal } from '../backends/backend.ts';
import { BackendError } from '../backends/errors.ts';
import type { Logger } from '../logger.ts';
import type { UserRepo } from './user-repo.ts';
import type { User } from '../auth/current-user.ts';

interface Dependencies {
  readonly users: UserRepo;
  readonly backend: CalendarBackend;
  /** Makes the calendar rows agree with the home and marks the default one. */
  readonly adoptCalendars: (owner: Principal, defaultCalendar: CalendarRef) => Promise<void>;
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
    await adoptCalendars(user, defaultCalendar);
    await users.markProvisioned(user.id);
  }

  /** An account that the CalDAV server refuses does not keep the others waiting; an absent server does. */
  function onlyThisAccount(user: User, error: unknown): void {
    if (!(error instanceof BackendError) || error.retryable) throw error;
    logger.error({ err: error, userId: user.id }, 'the CalDAV server refuses this account');
  }

  return {
    provision,

    /** As `provision`, but trouble is only logged. */
    async tryProvision(user: User): Promise<void> {
      await provision(user, AbortSignal.timeout(LOGIN_PATIENCE_MS)).catch((error: unknown) => {
        logger.warn({ err: error, userId: user.id }, 'provisioning is not complete; it will be tried again');
      });
    },

    /** Completes what was left. Returns how many accounts are still waiting. */
    provisionPending: async (): Promise<number> => {
      const pending = await users.listUnprovisioned(100);
      for (const user of pending) await provision(user).catch((error: unknown) => onlyThisAccount(user, error));
      return pending.length;
    },
  };
}
