import { z } from 'zod';

/** `GET /users/me/` */
export const me = z.object({
  id: z.uuid(),
  email: z.string(),
  full_name: z.string(),
  short_name: z.string(),
  language: z.string(),
  timezone: z.string(),
  can_access: z.boolean(),
  /** `pending` while the principal and the default calendar are still to be made because the CalDAV server was away. */
  provisioning: z.enum(['done', 'pending']),
});
export type Me = z.infer<typeof me>;
