import { z } from 'zod';

/** `GET /config/`, public: what the web application must know before anybody has logged in. */
export const publicConfig = z.object({
  ENVIRONMENT: z.enum(['production', 'trial']),
  LANGUAGES: z.array(z.tuple([z.string(), z.string()])),
  LANGUAGE_CODE: z.string(),
  MEDIA_BASE_URL: z.string().nullable(),
  SENTRY_DSN: z.string().nullable(),
  FRONTEND_THEME: z.string().nullable(),
  theme_customization: z.record(z.string(), z.unknown()),
  /** What a person types into a calendar program. */
  caldav_url: z.url(),
});
export type PublicConfig = z.infer<typeof publicConfig>;
