import { Router } from 'express';
import { currentUser } from '../auth/current-user.ts';
import { presentMe } from './user-presenter.ts';

export function userRoutes(): Router {
  const router = Router();
  router.get('/users/me', (req, res) => {
    res.json(presentMe(currentUser(req)));
  });
  return router;
}
