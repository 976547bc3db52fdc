import { type ReactNode, useId } from 'react';
import type { Calendar } from '@contract/calendar.ts';
import { t } from '../i18n/t.ts';
import { ColorDot } from './ColorDot.tsx';

interface Props {
  calendars: readonly Calendar[];
  /** Ids of the chosen ones; null is all, those of the future too. */
  value: readonly string[] | null;
  onChange: (ids: readonly string[] | null) => void;
  error: string;
}

/** Which calendars the device may use. */
export const CalendarsField = ({ calendars, value, onChange, error }: Props): ReactNode => {
  const id = useId();
  const toggle = (calendar: string, chosen: boolean): void => {
    const others = (value ?? []).filter((each) => each !== calendar);
    onChange(chosen ? [...others, calendar] : others);
  };
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {t('newPassword.calendars')}
      </label>
      <select
        id={id}
        className="field__control"
        value={value === null ? 'all' : 'some'}
        onChange={(event) => onChange(event.target.value === 'some' ? [] : null)}
      >
        <option value="all">{t('newPassword.calendars.all')}</option>
        <option value="some">{t('newPassword.calendars.some')}</option>
      </select>
      {value !== null && (
        <fieldset className="choices" {...(error === '' ? {} : { 'aria-describedby': `${id}-error` })}>
          <legend className="visually-hidden">{t('newPassword.calendars.some')}</legend>
          {calendars.map((calendar) => (
            <label key={calendar.id} className="choices__choice">
              <input
                type="checkbox"
                checked={value.includes(calendar.id)}
                onChange={(event) => toggle(calendar.id, event.target.checked)}
              />
              <ColorDot color={calendar.color} /> {calendar.name}
            </label>
          ))}
        </fieldset>
      )}
      {error !== '' && (
        <p className="field__error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
};
