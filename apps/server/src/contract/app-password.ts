import { z } from 'zod';
import { pageOf } from './page.ts';
import { plainText } from './plain-text.ts';

/** What a password allows: everything, or nothing that changes anything. */
export const appPasswordScope = z.enum(['full', 'read_only'], { error: 'must be full or read_only' });

export const appPassword = z.object({
  id: z.uuid(),
  name: z.string(),
  /** First characters of the password, enough to tell one from another. */
  hint: z.string(),
  scope: appPasswordScope,
  /** Ids of the only calendars that it opens; null when it opens all. */
  calendars: z.array(z.uuid()).nullable(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable(),
  /** User-Agent of the last client that used it. */
  last_used_client: z.string().nullable(),
});
export type AppPassword = z.infer<typeof appPassword>;

/** `GET /app-passwords/` */
export const appPasswordPage = pageOf(appPassword);

/** `POST /app-passwords/` */
export const newAppPassword = z.strictObject({
  name: plainText(100),
  expires_at: z.iso.datetime({ offset: true, error: 'must be a date and time such as 2027-01-31T00:00:00Z' }).nullable().default(null),
  scope: appPasswordScope.default('full'),
  calendars: z
    .array(z.uuid('must be the id of a calendar'))
    .min(1, 'must name at least one calendar, or be null')
    .max(100, 'must name at most 100 calendars')
    .nullable()
    .default(null),
});
export type NewAppPassword = z.infer<typeof newAppPassword>;

/** The answer to `POST /app-passwords/`, the only time that the password is shown. */
export const createdAppPassword = appPassword.extend({ password: z.string() });
export type CreatedAppPassword = z.infer<typeof createdAppPassword>;
