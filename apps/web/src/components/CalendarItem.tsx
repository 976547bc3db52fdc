import type { ReactNode } from 'react';
import type { Calendar } from '@contract/calendar.ts';
import type { Me } from '@contract/user.ts';
import { t } from '../i18n/t.ts';
import { ColorDot } from './ColorDot.tsx';
import { CopyField } from './CopyField.tsx';

interface Props {
  calendar: Calendar;
  me: Me;
}

export const CalendarItem = ({ calendar, me }: Props): ReactNode => (
  <li className="item" data-testid="calendar">
    <div className="item__head">
      <ColorDot color={calendar.color} />
      <div className="item__title">
        <h3 className="item__name">{calendar.name}</h3>
        {calendar.is_default && <span className="badge">{t('calendars.default')}</span>}
        {calendar.state === 'creating' && <span className="badge badge--warning">{t('calendars.creating')}</span>}
      </div>
    </div>
    {calendar.description !== '' && <p className="item__text">{calendar.description}</p>}
    {calendar.owner !== me.email && <p className="item__text">{t('calendars.sharedBy', { owner: calendar.owner })}</p>}
    <CopyField label={t('calendars.address')} name={t('calendars.addressOf', { name: calendar.name })} value={calendar.caldav_url} />
  </li>
);
