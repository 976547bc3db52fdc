import { canonicalEmail } from '../users/email-address.ts';
import type { User } from '../auth/current-user.ts';
import type { AppContext } from '../context.ts';
import { LoginRefused, type LoginRefusal } from '../users/login-refused.ts';
import type { Run } from './commands.ts';
import { CommandError, json, table, time } from './output.ts';

/** The person with this address. Throws when there is none. */
export async function userByEmail(ctx: AppContext, email: string | undefined): Promise<User> {
  const user = await ctx.users.findByEmail((email ?? '').trim().toLowerCase());
  if (!user) throw new CommandError(`there is no account ${email ?? ''}; "user list" shows those there are`);
  return user;
}

export const listUsers: Run = async ({ ctx, out, asJson }) => {
  const users = await ctx.users.list();
  const rows = users.map((user) => [user.email, user.name, stateOf(user), time(user.lastLoginAt)]);
  out.write(asJson ? json(users.map(present)) : table(['E-MAIL', 'NAME', 'STATE', 'LAST LOGIN'], rows));
  return 0;
};

export const showUser: Run = async ({ ctx, out, asJson, positionals: [email] }) => {
  const user = await userByEmail(ctx, email);
  const { calendars, stale } = await ctx.calendars.list(user);
  if (asJson) {
    out.write(
      json({ ...present(user), calendars: calendars.map(({ id, name, state, isDefault }) => ({ id, name, state, isDefault })), stale }),
    );
    return 0;
  }
  out.write(`${user.email}  ${user.name}\n  id          ${user.id}\n  identity    ${user.subject} at ${user.issuer}\n`);
  out.write(`  state       ${stateOf(user)}\n  created     ${time(user.createdAt)}\n  last login  ${time(user.lastLoginAt)}\n`);
  out.write(
    `  calendars   ${calendars.map(({ name }) => name).join(', ') || '-'}${stale ? ' (last known; the CalDAV server does not answer)' : ''}\n`,
  );
  return 0;
};

export const addUser: Run = async ({ ctx, out, asJson, positionals: [email], options: { subject = '', name } }) => {
  try {
    const { issuer } = ctx.config.oidc;
    const user = await ctx.userService.add({ issuer, subject, email, emailVerified: true, name });
    if (user.email !== canonicalEmail(email ?? ''))
      throw new CommandError(`the subject ${subject} belongs to the account ${user.email} already`);
    out.write(asJson ? json(present(user)) : `${user.email} has an account\n`);
    return 0;
  } catch (error) {
    if (error instanceof LoginRefused) throw new CommandError(refusals[error.reason]);
    throw error;
  }
};

export const deactivateUser: Run = async ({ ctx, out, asJson, positionals: [email] }) => {
  const user = await userByEmail(ctx, email);
  await ctx.users.deactivate(user.id);
  out.write(asJson ? json(present({ ...user, active: false })) : `${user.email} is deactivated\n`);
  return 0;
};

export const activateUser: Run = async ({ ctx, out, asJson, positionals: [email] }) => {
  const user = await userByEmail(ctx, email);
  await ctx.users.activate(user.id);
  out.write(asJson ? json(present({ ...user, active: true })) : `${user.email} is active\n`);
  return 0;
};

const refusals: Readonly<Record<LoginRefusal, string>> = {
  email_missing: 'an e-mail address is needed',
  email_unverified: 'the e-mail address is not verified',
  email_invalid: 'this is no e-mail address that can name a calendar home',
  email_taken: 'another account has this e-mail address',
  deactivated: 'the account is deactivated',
};

const stateOf = (user: User): string => (user.active ? (user.provisioned ? 'active' : 'waiting for the CalDAV server') : 'deactivated');

const present = ({ id, email, name, issuer, subject, active, provisioned, createdAt, lastLoginAt }: User) => ({
  ...{ id, email, name, issuer, subject, active, provisioned },
  created_at: createdAt,
  last_login_at: lastLoginAt,
});
