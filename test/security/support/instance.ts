import { z } from 'zod';

const schema = z.object({
  url: z.string(),
  environment: z.record(z.string(), z.string()),
  /** Where the server expects its CalDAV server. */
  recorderSocket: z.string(),
  dataDirectory: z.string(),
  users: z.record(z.string(), z.object({ email: z.string(), password: z.string() })),
  davicalUrl: z.string(),
  adminDatabaseUrl: z.string(),
  server: z.object({ pid: z.number(), startTime: z.string() }),
});
export type SecurityInstance = z.infer<typeof schema>;

/** The constellation of these tests (`constellation.ts`). */
export const instance: SecurityInstance = schema.parse(JSON.parse(process.env['CALENDARS_SECURITY_INSTANCE'] ?? '{}'));

/** The public path of CalDAV. */
export const PFX = '/api/v1.0/caldav';
