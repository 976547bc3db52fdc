import { type ReactNode, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { CreatedAppPassword } from '@contract/app-password.ts';
import type { Me } from '@contract/user.ts';
import { t } from '../i18n/t.ts';
import { useAppPasswords } from '../queries/app-passwords.ts';
import { useCalendars } from '../queries/calendars.ts';
import { AppPasswordList } from './AppPasswordList.tsx';
import { CreateAppPasswordForm } from './CreateAppPasswordForm.tsx';
import { CreatedPassword } from './CreatedPassword.tsx';
import { Section } from './Section.tsx';

type Step = { kind: 'idle' } | { kind: 'form' } | { kind: 'created'; created: CreatedAppPassword };

/** The section of app passwords: the list, the form, and once per password the panel that shows it. */
export const AppPasswords = ({ me }: { me: Me }): ReactNode => {
  const [step, setStep] = useState<Step>({ kind: 'idle' });
  const newButton = useRef<HTMLButtonElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const passwords = useAppPasswords({ watching: step.kind === 'created' });

  const calendars = useCalendars(me.provisioning).data?.results ?? [];

  const close = (): void => {
    flushSync(() => setStep({ kind: 'idle' }));
    newButton.current?.focus();
  };
  const revoked = (id: string): void => {
    if (step.kind === 'created' && step.created.id === id) setStep({ kind: 'idle' });
    heading.current?.focus();
  };
  const action = (
    <button ref={newButton} type="button" className="button button--small" onClick={() => setStep({ kind: 'form' })}>
      {t('passwords.new')}
    </button>
  );
  return (
    <Section title={t('passwords.title')} headingRef={heading} action={step.kind === 'idle' ? action : null}>
      <p className="section__text">{t('passwords.text')}</p>
      {step.kind === 'form' && (
        <CreateAppPasswordForm calendars={calendars} onCreated={(created) => setStep({ kind: 'created', created })} onCancel={close} />
      )}
      {step.kind === 'created' && (
        <CreatedPassword
          created={step.created}
          email={me.email}
          listed={passwords.data?.results.find(({ id }) => id === step.created.id)}
          onDone={close}
        />
      )}
      <AppPasswordList passwords={passwords} calendars={calendars} onRevoked={revoked} />
    </Section>
  );
};
