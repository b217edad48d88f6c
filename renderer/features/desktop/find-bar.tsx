import { Button, Input } from 'antd';
import { type KeyboardEvent, useState } from 'react';
import type { Desktop } from '../../../contract/desktop.ts';
import { useTranslation } from '../../i18n/index.ts';
import styles from './desktop.module.css';

export interface Found {
  active: number;
  total: number;
}

/** Finds words on the page, as a browser would. */
export function FindBar({ shell, found, onClose }: { shell: Desktop; found: Found; onClose: () => void }) {
  const { t } = useTranslation('desktop');
  const [text, setText] = useState('');
  const find = (term: string, isForward: boolean, isNext: boolean) =>
    void shell.ask('find', { text: term, isForward, isNext });
  const close = () => {
    void shell.ask('stop-find');
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close();
    if (event.key === 'Enter') find(text, !event.shiftKey, true);
  };
  return (
    <search className={styles.find}>
      <Input
        autoFocus
        size="small"
        value={text}
        aria-label={t('find')}
        placeholder={t('find')}
        onChange={({ target }) => {
          setText(target.value);
          find(target.value, true, false);
        }}
        onKeyDown={onKeyDown}
      />
      <output className={styles.count}>{text === '' ? '' : t('found', { ...found })}</output>
      <Button size="small" type="text" onClick={() => find(text, false, true)} aria-label={t('previous')}>
        ↑
      </Button>
      <Button size="small" type="text" onClick={() => find(text, true, true)} aria-label={t('next')}>
        ↓
      </Button>
      <Button size="small" type="text" onClick={close} aria-label={t('closeFind')}>
        ×
      </Button>
    </search>
  );
}
