import { canonicalEmail } from '../users/email-address.ts';
import type { Run } from './commands.ts';
import { CommandError, json } from './output.ts';
import { userByEmail } from './user-commands.ts';

export const addAlias: Run = async ({ ctx, out, asJson, positionals: [email, given = ''] }) => {
  const user = await userByEmail(ctx, email);
  const alias = canonicalEmail(given.trim());
  if (alias === undefined) throw new CommandError(`"${given}" is no e-mail address that can be used here`, 2);
  if (!(await ctx.aliases.add(user.id, alias))) throw new CommandError(`${alias} is an address of somebody already`);
  out.write(asJson ? json({ email: user.email, alias }) : `${user.email} can log in as ${alias} too\n`);
  return 0;
};

export const removeAlias: Run = async ({ ctx, out, asJson, positionals: [email, given = ''] }) => {
  const user = await userByEmail(ctx, email);
  const alias = given.trim().toLowerCase();
  if (!(await ctx.aliases.remove(user.id, alias))) throw new CommandError(`${user.email} has no alias ${alias}`);
  out.write(asJson ? json({ email: user.email, alias, removed: true }) : `${alias} is no longer an address of ${user.email}\n`);
  return 0;
};

export const listAliases: Run = async ({ ctx, out, asJson, positionals: [email] }) => {
  const user = await userByEmail(ctx, email);
  const aliases = await ctx.aliases.listOf(user.id);
  out.write(asJson ? json(aliases) : aliases.map((alias) => `${alias}\n`).join(''));
  return 0;
};
