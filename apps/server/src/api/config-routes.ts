import { Router } from 'express';
import type { Config } from '../config/config.ts';
import type { PublicConfig } from '../contract/config.ts';

const languages: PublicConfig['LANGUAGES'] = [['en-us', 'English']];

/** `GET /config/`: public, and the same for everybody. */
export function configRoutes(config: Config): Router {
  const body: PublicConfig = {
    ENVIRONMENT: config.mode,
    LANGUAGES: languages,
    LANGUAGE_CODE: config.defaultLanguage,
    MEDIA_BASE_URL: null,
    SENTRY_DSN: null,
    FRONTEND_THEME: null,
    theme_customization: {},
    caldav_url: config.caldavUrl,
  };
  const router = Router();
  router.get('/config', (_req, res) => {
    res.json(body);
  });
  return router;
}
