import { presentAppPassword, presentCreated } from '../app-passwords/app-password-presenter.ts';
import type { User } from '../auth/current-user.ts';
import type { AppContext } from '../context.ts';
import type { Run } from './commands.ts';
import { CommandError, json, table, time } from './output.ts';
import { userByEmail } from './user-commands.ts';

/** Prints the password and nothing else on standard output, so that a script can take it. */
export const createAppPassword: Run = async ({ ctx, out, asJson, positionals: [email], options: { name = '', expires }, flags, lists }) => {
  const user = await userByEmail(ctx, email);
  if (!name.trim() || name.length > 100) throw new CommandError('--name must have 1 to 100 characters', 2);
  const created = await ctx.appPasswords.create(user.id, {
    name: name.trim(),
    expiresAt: readDate(expires),
    access: flags.has('read-only') ? 'READ_ONLY' : 'FULL',
    calendars: lists['calendar'] && (await calendarIds(ctx, user, lists['calendar'])),
  });
  out.write(asJson ? json(presentCreated(created)) : `${created.password}\n`);
  return 0;
};

export const listAppPasswords: Run = async ({ ctx, out, asJson, positionals: [email] }) => {
  const user = await userByEmail(ctx, email);
  const list = await ctx.appPasswords.list(user.id);
  const rows = list.map((each) => [
    each.id,
    each.name,
    each.access === 'FULL' ? 'full' : 'read only',
    each.calendars ? `${each.calendars.length} calendars` : 'all calendars',
    time(each.createdAt),
    time(each.expiresAt),
    time(each.lastUsedAt),
    each.lastUsedClient ?? '-',
  ]);
  out.write(
    asJson ? json(list.map(presentAppPassword)) : table(['ID', 'NAME', 'ACCESS', 'TO', 'CREATED', 'EXPIRES', 'LAST USED', 'CLIENT'], rows),
  );
  return 0;
};

export const revokeAppPassword: Run = async ({ ctx, out, asJson, positionals: [email, id = ''] }) => {
  const user = await userByEmail(ctx, email);
  const known = (await ctx.appPasswords.list(user.id)).find((each) => each.id === id);
  if (!known) throw new CommandError(`${user.email} has no app password ${id}; "app-password list ${user.email}" shows those there are`);
  await ctx.appPasswords.revoke(user.id, id);
  out.write(asJson ? json({ id, revoked: true }) : `"${known.name}" is revoked\n`);
  return 0;
};

/** By id or by name, which must then be the name of one calendar only. */
async function calendarIds(ctx: AppContext, user: User, wanted: readonly string[]): Promise<string[]> {
  const { calendars } = await ctx.calendars.list(user);
  return wanted.map((each) => {
    const found = calendars.filter(({ id, name }) => id === each.toLowerCase() || name === each);
    if (found.length === 1 && found[0]) return found[0].id;
    const names = calendars.map(({ id, name }) => `  ${id}  ${name}`).join('\n');
    throw new CommandError(`${user.email} has ${found.length === 0 ? 'no calendar' : 'several calendars'} "${each}"; there are:\n${names}`);
  });
}

function readDate(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new CommandError(`--expires must be a date such as 2027-01-31, not "${text}"`, 2);
  return date;
}
