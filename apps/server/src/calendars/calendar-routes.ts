import { Router } from 'express';
import { currentUser, type User } from '../auth/current-user.ts';
import { newCalendar, type CalendarPage } from '../contract/calendar.ts';
import { wholePage } from '../contract/page.ts';
import { parseBody } from '../errors/parse-body.ts';
import { presentCalendar } from './calendar-presenter.ts';
import type { CalendarService } from './calendar-service.ts';
import type { Calendar } from './calendar.ts';

export function calendarRoutes(calendars: CalendarService, caldavUrl: string): Router {
  const router = Router();
  const present = (user: User, calendar: Calendar) =>
    presentCalendar(calendar, { owner: user.email, path: calendars.path(user, calendar), caldavUrl });

  router.get('/calendars', async (req, res) => {
    const user = currentUser(req);
    const { calendars: list, stale } = await calendars.list(user);
    res.json({ ...wholePage(list.map((each) => present(user, each))), stale } satisfies CalendarPage);
  });

  router.post('/calendars', async (req, res) => {
    const user = currentUser(req);
    const created = await calendars.create(user, parseBody(newCalendar, req));
    res.status(201).json(present(user, created));
  });

  return router;
}
