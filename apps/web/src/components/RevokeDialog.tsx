import type { ReactNode } from 'react';
import type { AppPassword } from '@contract/app-password.ts';
import { t } from '../i18n/t.ts';
import { useRevokeAppPassword } from '../queries/app-passwords.ts';
import { useAnnounce } from './Announcer.tsx';
import { ConfirmDialog } from './ConfirmDialog.tsx';

interface Props {
  password: AppPassword;
  onRevoked: (id: string) => void;
  onCancel: () => void;
}

export const RevokeDialog = ({ password, onRevoked, onCancel }: Props): ReactNode => {
  const revocation = useRevokeAppPassword();
  const announce = useAnnounce();
  const done = (): void => {
    onRevoked(password.id);
    announce(t('revoke.done', { name: password.name }));
  };
  return (
    <ConfirmDialog
      title={t('revoke.title', { name: password.name })}
      confirm={t('revoke.confirm')}
      confirming={t('revoke.confirming')}
      pending={revocation.isPending}
      failure={revocation.error === null ? null : { title: t('revoke.failed'), error: revocation.error }}
      onConfirm={() => revocation.mutate(password.id, { onSuccess: done })}
      onCancel={onCancel}
    >
      {t('revoke.text')}
    </ConfirmDialog>
  );
};
