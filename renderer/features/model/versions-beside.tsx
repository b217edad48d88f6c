import { Select } from 'antd';
import type { ReactNode } from 'react';
import type { MemberVersion, ModelFileVersion } from '../../../contract/model.ts';
import { formatInstant } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import styles from './versions-beside.module.css';

type VersionAction = (MemberVersion | ModelFileVersion)['action'];

interface VersionsBesideProps {
  /** Newest first; where nothing but saving makes versions, they need not say what was done. */
  versions: readonly { version: number; at: string; author: string; action?: VersionAction }[];
  /** Version that is looked at. */
  shown: number | undefined;
  onChoose: (version: number) => void;
  /** What it is compared with; null: nothing that can be chosen. */
  against: number | null;
  choices: { value: number; label: string }[];
  onAgainst: (version: number) => void;
  testId: string;
  isBusy?: boolean;
  /** How the two differ. */
  children: ReactNode;
}

/** Versions to choose from on the left, and what the chosen one is compared with over the difference. */
export function VersionsBeside(props: VersionsBesideProps) {
  const { versions, shown, onChoose, against, choices, onAgainst, testId, isBusy = false, children } = props;
  const { t } = useTranslation('model');
  const language = useLanguage();
  const zone = useStatus().data?.workspace.timezone ?? 'UTC';
  return (
    <div className={styles.versions} data-testid={testId} aria-busy={isBusy}>
      <ol className={styles.list}>
        {versions.map((one) => (
          <li key={one.version}>
            <button type="button" aria-current={one.version === shown} onClick={() => onChoose(one.version)}>
              <span>
                {t('version', { version: one.version })}
                {one.action ? ` · ${t(`actions.${one.action}`)}` : ''}
              </span>
              <small>{[formatInstant(one.at, zone, language), one.author].filter(Boolean).join(' · ')}</small>
            </button>
          </li>
        ))}
      </ol>
      <div className={styles.compared}>
        <div className={styles.against}>
          <span>{t('comparedWith')}</span>
          <Select
            size="small"
            aria-label={t('comparedWith')}
            value={against}
            options={choices}
            onChange={(next: number) => onAgainst(next)}
            style={{ minWidth: 140 }}
            data-testid="compared-with"
          />
        </div>
        {children}
      </div>
    </div>
  );
}
