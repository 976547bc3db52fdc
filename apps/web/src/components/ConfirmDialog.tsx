import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { describeError } from '../i18n/describe-error.ts';
import { t } from '../i18n/t.ts';
import { Notice } from './Notice.tsx';

interface Props {
  title: string;
  confirm: string;
  confirming: string;
  pending: boolean;
  failure: { title: string; error: Error } | null;
  onConfirm: () => void;
  onCancel: () => void;
  children: ReactNode;
}

/** Asks before something that cannot be undone. Open for as long as it is mounted; focus then goes back to where it was. */
export const ConfirmDialog = ({ title, confirm, confirming, pending, failure, onConfirm, onCancel, children }: Props): ReactNode => {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);

  // A layout effect, because its cleanup runs while the dialog is still in the document: only then does close() give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
      onClose={(event) => {
        if (!event.currentTarget.open) onCancel();
      }}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      <p id={`${id}-text`}>{children}</p>
      {failure !== null && (
        <Notice tone="error" title={failure.title}>
          {describeError(failure.error)}
        </Notice>
      )}
      <div className="actions actions--end">
        <button type="button" className="button" onClick={onCancel}>
          {t('form.cancel')}
        </button>
        <button type="button" className="button button--danger" aria-disabled={pending} onClick={pending ? undefined : onConfirm}>
          {pending ? confirming : confirm}
        </button>
      </div>
    </dialog>
  );
};
