import type { Database } from '../db/database.ts';
import type { CalendarModel } from '../db/generated/models.ts';
import { NIL_UUID } from '../db/nil-uuid.ts';
import { isUniqueViolation } from '../db/unique-violation.ts';
import type { Calendar } from './calendar.ts';

export interface KnownProperties {
  readonly name: string;
  readonly color: string | null;
  readonly description: string;
}

/** A calendar that was asked for and is not confirmed, with its owner. */
export interface CreatingCalendar extends Calendar {
  readonly owner: { readonly id: string; readonly email: string; readonly name: string };
}

export type CalendarRepo = ReturnType<typeof createCalendarRepo>;

export function createCalendarRepo({ prisma }: Pick<Database, 'prisma'>) {
  return {
    listOf: async (ownerId: string) => (await prisma.calendar.findMany({ where: { ownerId } })).map(toCalendar),

    /** The intent to make a calendar, written before the CalDAV server is asked. */
    insertIntent: async (ownerId: string, slug: string, known: KnownProperties) =>
      toCalendar(await prisma.calendar.create({ data: { ownerId, slug, state: 'CREATING', ...known } })),

    confirm: async ({ id }: Calendar) => toCalendar(await prisma.calendar.update({ where: { id }, data: { state: 'ACTIVE' } })),

    update: async ({ id }: Calendar, known: KnownProperties) => toCalendar(await prisma.calendar.update({ where: { id }, data: known })),

    /** Removes the row unless it has changed its state since it was read. */
    async remove({ id, state }: Calendar): Promise<void> {
      await prisma.calendar.deleteMany({ where: { id, state } });
    },

    /** The row for a collection that exists; a simultaneous request may have made it. */
    async adopt(ownerId: string, slug: string, known: KnownProperties): Promise<Calendar> {
      try {
        return toCalendar(await prisma.calendar.create({ data: { ownerId, slug, state: 'ACTIVE', ...known } }));
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        return toCalendar(await prisma.calendar.findUniqueOrThrow({ where: { ownerId_slug: { ownerId, slug } } }));
      }
    },

    /** Marks the default calendar unless the owner has one. */
    async markDefault(ownerId: string, slug: string): Promise<void> {
      const hasOne = await prisma.calendar.count({ where: { ownerId, isDefault: true } });
      if (hasOne > 0) return;
      try {
        await prisma.calendar.updateMany({ where: { ownerId, slug }, data: { isDefault: true } });
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
      }
    },

    /** A page in the order of ids. */
    listCreating: async (olderThan: Date, after = NIL_UUID): Promise<CreatingCalendar[]> => {
      const rows = await prisma.calendar.findMany({
        where: { state: 'CREATING', createdAt: { lt: olderThan }, id: { gt: after } },
        include: { owner: { select: { id: true, email: true, name: true } } },
        orderBy: { id: 'asc' },
        take: 100,
      });
      return rows.map(({ owner, ...row }) => ({ ...toCalendar(row), owner }));
    },
  };
}

const toCalendar = (row: CalendarModel): Calendar => row;
