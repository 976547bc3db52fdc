import { z } from 'zod';

/** What the identity provider is started with; a file, because it holds passwords. */
export const providerSettings = z.object({
  /** Address to listen on and, unless `issuer` says otherwise, part of the issuer URL. */
  port: z.number(),
  host: z.string().default('127.0.0.1'),
  issuer: z.url(),
  /** Whether the discovery document says that this is the trial provider, which a production server refuses. */
  isTrial: z.boolean(),
  client: z.object({ id: z.string(), secret: z.string(), publicUrl: z.url() }),
  /** Programs that ask for access tokens to give to the service, as devices would. */
  devices: z.array(z.object({ id: z.string(), secret: z.string(), redirectUri: z.url(), tokens: z.enum(['jwt', 'opaque']) })).default([]),
  cookieSecret: z.string(),
  signingKey: z.record(z.string(), z.unknown()),
  accounts: z.array(
    z.object({
      /** Also the subject. */
      username: z.string(),
      password: z.string(),
      claims: z.record(z.string(), z.unknown()),
    }),
  ),
});
export type ProviderSettings = z.infer<typeof providerSettings>;
export type Device = ProviderSettings['devices'][number];
export type Account = ProviderSettings['accounts'][number];
