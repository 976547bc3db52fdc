import type { AppPassword as AppPasswordView, CreatedAppPassword, NewAppPassword as NewAppPasswordBody } from '../contract/app-password.ts';
import type { NewAppPassword } from './app-password-service.ts';
import type { AppPassword } from './app-password.ts';
import { hintOf } from './token.ts';

export function presentAppPassword(appPassword: AppPassword): AppPasswordView {
  return {
    id: appPassword.id,
    name: appPassword.name,
    hint: hintOf(appPassword.keyId),
    scope: appPassword.access === 'FULL' ? 'full' : 'read_only',
    calendars: appPassword.calendars ? [...appPassword.calendars] : null,
    created_at: appPassword.createdAt.toISOString(),
    expires_at: appPassword.expiresAt?.toISOString() ?? null,
    last_used_at: appPassword.lastUsedAt?.toISOString() ?? null,
    last_used_client: appPassword.lastUsedClient,
  };
}

export function presentCreated(created: AppPassword & { password: string }): CreatedAppPassword {
  return { ...presentAppPassword(created), password: created.password };
}

export function readNewAppPassword({ name, expires_at: expiresAt, scope, calendars }: NewAppPasswordBody): NewAppPassword {
  return {
    name,
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
    access: scope === 'full' ? 'FULL' : 'READ_ONLY',
    calendars: calendars ?? undefined,
  };
}
