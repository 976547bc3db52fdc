import { type ReactNode, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Me } from '@contract/user.ts';
import { t } from '../i18n/t.ts';
import { useAnnounce } from './Announcer.tsx';
import { CalendarList } from './CalendarList.tsx';
import { CreateCalendarForm } from './CreateCalendarForm.tsx';
import { Section } from './Section.tsx';

/** The section of a person's calendars: the list, and the form that adds to it. */
export const Calendars = ({ me }: { me: Me }): ReactNode => {
  const [creating, setCreating] = useState(false);
  const newButton = useRef<HTMLButtonElement>(null);
  const announce = useAnnounce();

  const close = (): void => {
    flushSync(() => setCreating(false));
    newButton.current?.focus();
  };
  const created = (name: string, isReady: boolean): void => {
    close();
    announce(isReady ? t('newCalendar.done', { name }) : t('newCalendar.accepted', { name }));
  };
  const action = (
    <button ref={newButton} type="button" className="button button--small" onClick={() => setCreating(true)}>
      {t('calendars.new')}
    </button>
  );
  return (
    <Section title={t('calendars.title')} action={creating ? null : action}>
      {creating && <CreateCalendarForm onCreated={created} onCancel={close} />}
      <CalendarList me={me} />
    </Section>
  );
};
