import { Modal } from 'antd';
import type { ReportEntry } from '../../../../contract/reports.ts';
import { formatInstant } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useReports } from '../../explore/index.ts';
import { useWorld } from '../frame/world.ts';
import styles from './saving.module.css';

type SavedAnalysis = Extract<ReportEntry, { kind: 'analysis' }>;

/** Saved analyses, newest change first. */
export function OpenDialog({ open, close }: { open: (report: SavedAnalysis) => void; close: () => void }) {
  const { t } = useTranslation('analytics');
  const { workspace, language } = useWorld();
  const reports = useReports(true);
  const analyses = (reports.data ?? []).filter((one): one is SavedAnalysis => one.kind === 'analysis');
  return (
    <Modal open title={t('reports.openTitle')} footer={null} onCancel={close} width={520}>
      <ul className={styles.list} data-testid="report-list">
        {analyses.map((one) => (
          <li key={one.id}>
            <button type="button" className={styles.entry} onClick={() => open(one)}>
              <span>{one.title}</span>
              <small>
                {t(`kinds.${one.analysis}`)} · {one.author} ·{' '}
                {formatInstant(one.updatedAt, workspace.timezone, language)}
              </small>
            </button>
          </li>
        ))}
      </ul>
      {reports.data && analyses.length === 0 ? <p className={styles.none}>{t('reports.openEmpty')}</p> : null}
    </Modal>
  );
}
