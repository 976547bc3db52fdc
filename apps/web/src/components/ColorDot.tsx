import type { ReactNode } from 'react';

const DEFAULT_COLOR = '#3174ad';
const COLOR = /^#[0-9a-f]{6}([0-9a-f]{2})?$/i;

/** A calendar's colour. An SVG attribute, because the content security policy has no inline styles. */
export const ColorDot = ({ color }: { color: string }): ReactNode => (
  <svg className="color-dot" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    <circle cx="8" cy="8" r="7" fill={COLOR.test(color) ? color : DEFAULT_COLOR} />
  </svg>
);
