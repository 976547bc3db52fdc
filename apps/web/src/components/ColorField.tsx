import { type ReactNode, useId } from 'react';
import { type MessageKey, t } from '../i18n/t.ts';

type ColorKey = Extract<MessageKey, `color.${string}`>;

/** Each at least 4.5:1 against white, so that white text can stand on it. */
const COLORS = [
  ['#3174ad', 'color.blue'],
  ['#0f7b83', 'color.teal'],
  ['#3a7d44', 'color.green'],
  ['#76751c', 'color.olive'],
  ['#b3580a', 'color.orange'],
  ['#c0392b', 'color.red'],
  ['#bd3b74', 'color.pink'],
  ['#7b4bb3', 'color.purple'],
  ['#80583c', 'color.brown'],
  ['#66707d', 'color.grey'],
] as const satisfies readonly (readonly [string, ColorKey])[];

export type CalendarColor = (typeof COLORS)[number][0];
export const FIRST_COLOR: CalendarColor = COLORS[0][0];

interface Props {
  value: CalendarColor;
  onChange: (color: CalendarColor) => void;
}

export const ColorField = ({ value, onChange }: Props): ReactNode => {
  const name = useId();
  return (
    <fieldset className="field colors">
      <legend className="field__label">{t('newCalendar.color')}</legend>
      <div className="colors__row">
        {COLORS.map(([color, key]) => (
          <label key={color} className="colors__choice" title={t(key)}>
            <input type="radio" name={name} value={color} checked={color === value} onChange={() => onChange(color)} aria-label={t(key)} />
            <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
              <circle cx="16" cy="16" r="15" fill={color} />
              <path className="colors__check" d="m10 16.5 4 4 8-9" fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
            </svg>
          </label>
        ))}
      </div>
    </fieldset>
  );
};
