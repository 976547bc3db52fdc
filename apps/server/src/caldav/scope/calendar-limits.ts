import { CALDAV_PATH } from '../../config/config.ts';
import { readTarget } from '../../dav/request-target.ts';
import type { ResourceLocation } from '../../dav/resource-location.ts';
import type { Locate } from '../check-path.ts';

/** The part of the tree that a credential limited to some calendars can see. */
export interface CalendarLimits {
  /** Inside a calendar that the credential opens, or that calendar itself. */
  opens(location: ResourceLocation): boolean;
  /** Opened, or on the way to it: context path, own principal, own home. */
  shows(location: ResourceLocation): boolean;
  /** What an href names; what cannot be read names nothing. */
  locationOf(href: string): ResourceLocation;
}

interface Options {
  readonly owner: string;
  readonly calendars: ReadonlySet<string>;
  readonly locate: Locate;
}

export function createCalendarLimits({ owner, calendars, locate }: Options): CalendarLimits {
  const opens = (location: ResourceLocation) =>
    (location.kind === 'calendar' || location.kind === 'object') && location.owner === owner && calendars.has(location.calendar);
  const leadsThere = (location: ResourceLocation) =>
    location.kind === 'context' || ((location.kind === 'principal' || location.kind === 'home') && location.owner === owner);
  return {
    opens,
    shows: (location) => opens(location) || leadsThere(location),
    locationOf(href) {
      const target = readTarget(href.trim().replace(/^https?:\/\/[^/]*/i, ''), CALDAV_PATH);
      return typeof target === 'string' ? { kind: 'other' } : locate(target.segments);
    },
  };
}
