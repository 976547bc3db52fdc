import { z } from 'zod';

const schema = z.object({
  url: z.string(),
  caldavUrl: z.string(),
  environment: z.record(z.string(), z.string()),
  users: z.record(z.string(), z.object({ email: z.string(), password: z.string() })),
  dataDirectory: z.string(),
  davicalUrl: z.string(),
  databaseUrl: z.string(),
  adminDatabaseUrl: z.string(),
  issuer: z.string(),
  serverPid: z.number(),
});
export type TestInstance = z.infer<typeof schema>;

/** The constellation that `global-setup.ts` has brought up. */
export const instance: TestInstance = schema.parse(JSON.parse(process.env['CALENDARS_TEST_INSTANCE'] ?? '{}'));
