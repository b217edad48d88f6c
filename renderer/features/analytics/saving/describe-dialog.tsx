import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from '../../../i18n/index.ts';
import styles from './saving.module.css';

interface DescribeDialogProps {
  heading: string;
  title: string;
  description: string;
  save: (title: string, description: string) => Promise<void>;
  close: () => void;
}

/** Asks for title and description of a report. */
export function DescribeDialog({ heading, title, description, save, close }: DescribeDialogProps) {
  const { t } = useTranslation('analytics');
  const [name, setName] = useState(title);
  const [text, setText] = useState(description);
  const isNamed = name.trim() !== '';
  return (
    <Modal
      open
      title={heading}
      okText={t('save')}
      okButtonProps={{ disabled: !isNamed }}
      onOk={() => save(name.trim(), text)}
      onCancel={close}
      width={480}
    >
      <div className={styles.fields}>
        <label htmlFor="analysis-title">{t('reports.titleLabel')}</label>
        <Input
          id="analysis-title"
          value={name}
          maxLength={120}
          autoFocus
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={() => isNamed && void save(name.trim(), text)}
          data-testid="report-title"
        />
        <label htmlFor="analysis-description">{t('reports.descriptionLabel')}</label>
        <Input.TextArea
          id="analysis-description"
          value={text}
          maxLength={2000}
          rows={3}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
    </Modal>
  );
}
