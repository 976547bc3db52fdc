import { Router } from 'express';
import { API_PATH } from '../../config/config.ts';
import { backchannelLogout } from './backchannel-logout.ts';
import { callback } from './callback.ts';
import { login } from './login.ts';
import { logout, logoutCallback } from './logout.ts';
import type { Authenticator, OidcDependencies } from './passport.ts';

/** Login and logout. Express matches these with and without trailing slash. */
export function oidcRoutes(deps: OidcDependencies, authenticator: Authenticator): Router {
  const { config, logger, provider, refusalOf } = deps;
  const logoutCallbackUrl = `${config.publicUrl}${API_PATH}/logout-callback/`;
  const router = Router();
  router.get('/authenticate', login({ authenticator, logger }));
  router.get('/callback', callback({ authenticator, logger, refusalOf }));
  router.get('/logout', logout({ config, provider, logger, logoutCallbackUrl }));
  router.get('/logout-callback', logoutCallback);
  router.post('/backchannel-logout', backchannelLogout(deps));
  return router;
}
