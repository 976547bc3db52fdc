/** What a path below the CalDAV context names, in the terms that every CalDAV server shares (RFC 4791 4.2). */
export type ResourceLocation =
  | { readonly kind: 'context' }
  | { readonly kind: 'principal'; readonly owner: string }
  | { readonly kind: 'home'; readonly owner: string }
  | { readonly kind: 'calendar'; readonly owner: string; readonly calendar: string }
  | { readonly kind: 'object'; readonly owner: string; readonly calendar: string }
  | { readonly kind: 'other' };

/** The principals that hold a person's delegates (caldav-proxy 5.1), which servers keep inside the home. */
const delegates = /^calendar-proxy-(read|write)$/;

/** Says what decoded path segments name on a server whose homes are `/{user}/{calendar}/{object}`, the home being the principal too. */
export function locateInHome(segments: readonly string[]): ResourceLocation {
  const [owner, calendar, object, ...deeper] = segments;
  if (owner === undefined) return { kind: 'context' };
  if (calendar === undefined) return { kind: 'home', owner };
  if (delegates.test(calendar)) return object === undefined ? { kind: 'principal', owner } : { kind: 'other' };
  if (object === undefined) return { kind: 'calendar', owner, calendar };
  return deeper.length === 0 ? { kind: 'object', owner, calendar } : { kind: 'other' };
}
