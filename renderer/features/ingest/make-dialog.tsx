import { Button, Input, Modal } from 'antd';
import { type ReactNode, useId } from 'react';
import { useErrorSentence } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import styles from './ingest.module.css';

interface MakeDialogProps {
  title: string;
  okText: string;
  name: { value: string; maxLength: number; onChange(value: string): void; testId: string };
  isReady: boolean;
  isPending: boolean;
  /** What went wrong; null = nothing yet. */
  error: unknown;
  onMake: () => void;
  onClose: () => void;
  /** What else has to be said. */
  children: ReactNode;
}

/** Asks for a name and a little more, and makes one. */
export function MakeDialog({
  title,
  okText,
  name,
  isReady,
  isPending,
  error,
  onMake,
  onClose,
  children,
}: MakeDialogProps) {
  const { t } = useTranslation('ingest');
  const sentence = useErrorSentence();
  const nameId = useId();
  return (
    <Modal
      open
      title={title}
      okText={okText}
      cancelText={t('cancel')}
      onOk={onMake}
      onCancel={onClose}
      okButtonProps={{ disabled: !isReady, loading: isPending }}
    >
      <div className={styles.form}>
        <div>
          <label htmlFor={nameId}>{t('name')}</label>
          <Input
            id={nameId}
            value={name.value}
            autoFocus
            maxLength={name.maxLength}
            onChange={({ target }) => name.onChange(target.value)}
            onPressEnter={() => isReady && !isPending && onMake()}
            data-testid={name.testId}
          />
        </div>
        {children}
        {error === null ? null : (
          <p className={styles.fault} role="alert">
            {sentence(error)}
          </p>
        )}
      </div>
    </Modal>
  );
}

/** Shows what is to be copied. */
export function ShownDialog({
  title,
  done,
  onClose,
  children,
}: {
  title: string;
  done: string;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Modal
      open
      width={640}
      title={title}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {done}
        </Button>
      }
    >
      <div className={styles.shown}>{children}</div>
    </Modal>
  );
}
