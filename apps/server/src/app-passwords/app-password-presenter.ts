import type { AppPassword as AppPasswordView, CreatedAppPassword } from '../contract/app-password.ts';
import type { AppPassword } from './app-password.ts';
import { hintOf } from './token.ts';

export function presentAppPassword(appPassword: AppPassword): AppPasswordView {
  return {
    id: appPassword.id,
    name: appPassword.name,
    hint: hintOf(appPassword.keyId),
    created_at: appPassword.createdAt.toISOString(),
    expires_at: appPassword.expiresAt?.toISOString() ?? null,
    last_used_at: appPassword.lastUsedAt?.toISOString() ?? null,
    last_used_client: appPassword.lastUsedClient,
  };
}

export function presentCreated(created: AppPassword & { password: string }): CreatedAppPassword {
  return { ...presentAppPassword(created), password: created.password };
}
