import type { Me } from '../contract/user.ts';
import type { User } from '../auth/current-user.ts';

export function presentMe(user: User): Me {
  return {
    id: user.id,
    email: user.email,
    full_name: user.name,
    short_name: user.name.split(' ')[0] ?? user.name,
    language: user.language,
    timezone: user.timezone,
    can_access: user.active,
    provisioning: user.provisioned ? 'done' : 'pending',
  };
}
