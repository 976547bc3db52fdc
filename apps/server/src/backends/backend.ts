import type { ResourceLocation } from '../dav/resource-location.ts';

/** The person on whose behalf a call is made. */
export interface Principal {
  readonly id: string;
  /** Lower case. */
  readonly email: string;
  readonly name: string;
}

export interface CallContext {
  readonly actor: Principal;
  readonly signal?: AbortSignal;
}

export interface Capabilities {
  readonly calendars: { readonly list: boolean; readonly create: boolean };
  /** The proxy can pass CalDAV through. */
  readonly rawCalDav: boolean;
}

/** Names a calendar of its owner; `slug` is the backend's own name for it, chosen by the caller at creation. */
export interface CalendarRef {
  readonly slug: string;
}

export interface CalendarInfo extends CalendarRef {
  readonly name: string | undefined;
  readonly color: string | undefined;
  readonly description: string | undefined;
}

export interface NewCalendar extends CalendarRef {
  readonly name: string;
  readonly color?: string | undefined;
  readonly description?: string | undefined;
}

export type HealthReport = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Where a client finds a calendar below the CalDAV context path, percent-encoded, e.g. `/alice%40example.com/calendar/`. */
export type CalendarPath = string;

/**
 * The one interface behind which calendar systems differ. Every method may throw the errors of `errors.ts` and nothing else that a
 * caller should handle. Every write is idempotent: after a crash or an unknown outcome the caller repeats it with the same arguments.
 */
export interface CalendarBackend {
  readonly kind: string;
  readonly capabilities: Capabilities;
  checkHealth(signal?: AbortSignal): Promise<HealthReport>;
  /** Makes the principal and its default calendar where they are missing, and names that calendar. */
  ensurePrincipal(ctx: CallContext, principal: Principal): Promise<{ readonly defaultCalendar: CalendarRef }>;
  /** The calendars in the owner's home. */
  listCalendars(ctx: CallContext, owner: Principal): Promise<CalendarInfo[]>;
  /** A calendar that exists already under this slug is left as it is, and that is success. */
  createCalendar(ctx: CallContext, owner: Principal, input: NewCalendar): Promise<void>;
  /** What decoded path segments below the CalDAV context name. */
  readonly locate: (segments: readonly string[]) => ResourceLocation;
  calendarPath(owner: Principal, ref: CalendarRef): CalendarPath;
}
