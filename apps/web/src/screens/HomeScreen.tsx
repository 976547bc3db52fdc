import type { ReactNode } from 'react';
import type { Me } from '@contract/user.ts';
import { AppPasswords } from '../components/AppPasswords.tsx';
import { Calendars } from '../components/Calendars.tsx';
import { ConnectDevice } from '../components/ConnectDevice.tsx';
import { Header } from '../components/Header.tsx';
import { Notice } from '../components/Notice.tsx';
import { t } from '../i18n/t.ts';
import { useDocumentTitle } from './use-document-title.ts';

const greetingName = (me: Me): string => me.short_name || me.full_name || me.email;

export const HomeScreen = ({ me }: { me: Me }): ReactNode => {
  useDocumentTitle(t('home.documentTitle'));
  return (
    <>
      <Header me={me} />
      <main className="home">
        <h1 className="home__title">{t('home.title', { name: greetingName(me) })}</h1>
        {me.provisioning === 'pending' && (
          <Notice tone="info" title={t('home.pending.title')}>
            {t('home.pending.text')}
          </Notice>
        )}
        <div className="home__columns">
          <Calendars me={me} />
          <div className="home__column">
            <ConnectDevice email={me.email} />
            <AppPasswords me={me} />
          </div>
        </div>
      </main>
    </>
  );
};
