import { Checkbox, Input } from 'antd';
import type { Board } from '../../../contract/boards.ts';
import type { PageSetup } from '../../../contract/exports.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import styles from './export.module.css';

interface TileSettingsProps {
  board: Board;
  setup: PageSetup;
  onChange: (part: Partial<PageSetup>) => void;
}

/** Per tile: a page of its own, a remark below. */
export function TileSettings({ board, setup, onChange }: TileSettingsProps) {
  const { t } = useTranslation('print');
  const localized = useLocalized();
  const toggle = (id: string, isOn: boolean) =>
    onChange({ breaksBefore: isOn ? [...setup.breaksBefore, id] : setup.breaksBefore.filter((one) => one !== id) });
  const note = (id: string, text: string) => {
    const { [id]: _, ...others } = setup.notes;
    onChange({ notes: text === '' ? others : { ...others, [id]: text } });
  };
  return (
    <details className={styles.tiles}>
      <summary>{t('breaksAndNotes')}</summary>
      <ul>
        {board.tiles.map((tile) => {
          const title = localized(tile.title);
          return (
            <li key={tile.id}>
              <span className={styles.tileTitle} title={title}>
                {title}
              </span>
              <Checkbox
                checked={setup.breaksBefore.includes(tile.id)}
                onChange={(event) => toggle(tile.id, event.target.checked)}
              >
                {t('newPage')}
              </Checkbox>
              <Input.TextArea
                autoSize={{ minRows: 1, maxRows: 4 }}
                maxLength={2000}
                placeholder={t('noteHint')}
                aria-label={`${t('note')}: ${title}`}
                value={setup.notes[tile.id] ?? ''}
                onChange={(event) => note(tile.id, event.target.value)}
              />
            </li>
          );
        })}
      </ul>
    </details>
  );
}
