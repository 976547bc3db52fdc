import { type ReactNode, useId } from 'react';
import type { NewAppPassword } from '@contract/app-password.ts';
import { t } from '../i18n/t.ts';

export type Access = NewAppPassword['scope'];

interface Props {
  value: Access;
  onChange: (access: Access) => void;
}

/** Whether the device may change things, or only read. */
export const AccessField = ({ value, onChange }: Props): ReactNode => {
  const id = useId();
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {t('newPassword.access')}
      </label>
      <select
        id={id}
        className="field__control"
        value={value}
        onChange={(event) => onChange(event.target.value === 'read_only' ? 'read_only' : 'full')}
      >
        <option value="full">{t('newPassword.access.full')}</option>
        <option value="read_only">{t('newPassword.access.readOnly')}</option>
      </select>
    </div>
  );
};
