import type { CalendarInfo } from '../backends/backend.ts';
import type { CalendarRepo, KnownProperties } from './calendar-repo.ts';
import type { Calendar } from './calendar.ts';

/**
 * Makes an owner's rows agree with the calendars that exist: a collection without a row gets one, changed properties are taken over, a
 * confirmed row without its collection goes. The CalDAV server is right about existence and properties, because native clients change
 * them there. Intents are left alone. Returns the rows as they are afterwards.
 *
 * The rows are read before the home is listed: a row that was confirmed by then had its collection by then, so one that is missing from
 * the listing has been deleted, and is not one that is just being created.
 */
export async function agree(calendars: CalendarRepo, ownerId: string, listHome: () => Promise<CalendarInfo[]>): Promise<Calendar[]> {
  const rows = new Map((await calendars.listOf(ownerId)).map((row) => [row.slug, row]));
  const agreed: Calendar[] = [];
  for (const info of await listHome()) {
    const row = rows.get(info.slug);
    rows.delete(info.slug);
    agreed.push(row ? await takeOver(calendars, row, info) : await calendars.adopt(ownerId, info.slug, knownOf(info)));
  }
  for (const row of rows.values()) {
    if (row.state === 'CREATING') agreed.push(row);
    else await calendars.remove(row);
  }
  return withDefault(calendars, ownerId, agreed);
}

/** A client may have deleted the default calendar: the oldest one that is there takes its place. */
async function withDefault(calendars: CalendarRepo, ownerId: string, agreed: Calendar[]): Promise<Calendar[]> {
  const [oldest] = agreed.filter(({ state }) => state === 'ACTIVE').sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  if (!oldest || agreed.some(({ isDefault }) => isDefault)) return agreed;
  await calendars.markDefault(ownerId, oldest.slug);
  return agreed.map((row) => (row === oldest ? { ...row, isDefault: true } : row));
}

async function takeOver(calendars: CalendarRepo, row: Calendar, info: CalendarInfo): Promise<Calendar> {
  const known = knownOf(info);
  const same = row.name === known.name && row.color === known.color && row.description === known.description;
  return same ? row : calendars.update(row, known);
}

function knownOf({ slug, name, color, description }: CalendarInfo): KnownProperties {
  return { name: name ?? slug, color: color ?? null, description: description ?? '' };
}
