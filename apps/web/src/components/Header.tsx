import type { ReactNode } from 'react';
import type { Me } from '@contract/user.ts';
import { logoutUrl } from '../api/base.ts';
import { t } from '../i18n/t.ts';
import { Brand } from './Brand.tsx';
import { TrialBadge } from './TrialBadge.tsx';

export const Header = ({ me }: { me: Me }): ReactNode => (
  <header className="header">
    <div className="header__inner">
      <Brand />
      <span className="header__name">{t('app.name')}</span>
      <TrialBadge />
      <div className="header__person">
        <span className="visually-hidden">{t('header.loggedInAs')}</span>
        {me.full_name !== '' && <span className="header__full-name">{me.full_name}</span>}
        <span className="header__email">{me.email}</span>
      </div>
      <a className="button button--small" href={logoutUrl()}>
        {t('header.logout')}
      </a>
    </div>
  </header>
);
