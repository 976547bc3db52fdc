import { type ReactNode, useId } from 'react';
import { t } from '../i18n/t.ts';
import { EXPIRIES, type Expiry, expiryLabel } from './expiry.ts';
import { useNow } from './use-now.ts';

interface Props {
  value: Expiry;
  onChange: (expiry: Expiry) => void;
}

export const ExpiryField = ({ value, onChange }: Props): ReactNode => {
  const id = useId();
  const now = useNow();
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {t('newPassword.expiry')}
      </label>
      <select
        id={id}
        className="field__control"
        value={value}
        onChange={(event) => onChange(EXPIRIES.find((expiry) => expiry === event.target.value) ?? 'never')}
      >
        {EXPIRIES.map((expiry) => (
          <option key={expiry} value={expiry}>
            {expiryLabel(expiry, now)}
          </option>
        ))}
      </select>
    </div>
  );
};
