import type { ReactNode } from 'react';
import type { Me } from '@contract/user.ts';
import { logoutUrl } from '../api/base.ts';
import { Brand } from '../components/Brand.tsx';
import { t } from '../i18n/t.ts';
import { useDocumentTitle } from './use-document-title.ts';

export const NoAccessScreen = ({ me }: { me: Me }): ReactNode => {
  useDocumentTitle(t('app.name'));
  return (
    <main className="gate">
      <Brand />
      <h1 className="gate__title">{t('noAccess.title')}</h1>
      <p className="gate__text">{t('noAccess.text', { email: me.email })}</p>
      <a className="button button--wide" href={logoutUrl()}>
        {t('header.logout')}
      </a>
    </main>
  );
};
