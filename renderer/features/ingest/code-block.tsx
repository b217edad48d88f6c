import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import styles from './ingest.module.css';

/** Text to take along, with a button that copies it. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation('ingest');
  const [isCopied, setIsCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => {
      setIsCopied(true);
      setTimeout(() => setIsCopied(false), 2000);
    });
  };
  return (
    <section className={styles.code} aria-label={label}>
      <pre>{text}</pre>
      <Button size="small" onClick={copy} aria-live="polite">
        {isCopied ? t('copied') : t('copy')}
      </Button>
    </section>
  );
}
