import type { ReactNode } from 'react';
import { t } from '../i18n/t.ts';

interface Props {
  submit: string;
  submitting: string;
  pending: boolean;
  onCancel: () => void;
}

/** The end of a form. A button that waits keeps the focus, so it is not `disabled`: the form ignores a second submit. */
export const FormActions = ({ submit, submitting, pending, onCancel }: Props): ReactNode => (
  <div className="actions">
    <button type="submit" className="button button--primary" aria-disabled={pending}>
      {pending ? submitting : submit}
    </button>
    <button type="button" className="button" onClick={onCancel}>
      {t('form.cancel')}
    </button>
  </div>
);
