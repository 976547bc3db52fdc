import { Router } from 'express';
import { currentUser } from '../auth/current-user.ts';
import { newAppPassword } from '../contract/app-password.ts';
import { wholePage } from '../contract/page.ts';
import { parseBody } from '../errors/parse-body.ts';
import { parseId } from '../errors/parse-id.ts';
import { presentAppPassword, presentCreated, readNewAppPassword } from './app-password-presenter.ts';
import type { AppPasswordService } from './app-password-service.ts';

export function appPasswordRoutes(appPasswords: AppPasswordService): Router {
  const router = Router();

  router.get('/app-passwords', async (req, res) => {
    const list = await appPasswords.list(currentUser(req).id);
    res.json(wholePage(list.map(presentAppPassword)));
  });

  router.post('/app-passwords', async (req, res) => {
    const user = currentUser(req);
    const created = await appPasswords.create(user.id, readNewAppPassword(parseBody(newAppPassword, req)));
    res.status(201).json(presentCreated(created));
  });

  router.delete('/app-passwords/:id', async (req, res) => {
    await appPasswords.revoke(currentUser(req).id, parseId(req.params.id));
    res.status(204).end();
  });

  return router;
}
