import { useNavigate } from '@tanstack/react-router';
import { App, Modal } from 'antd';
import type { AnalysisReport } from '../../../../contract/reports.ts';
import { useErrorSentence } from '../../../errors/index.ts';
import { formatInstant } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useWorld } from '../frame/world.ts';
import { fetchAnalysisVersion, useAnalysisVersions } from './report-requests.ts';
import styles from './saving.module.css';

/** Every version of a saved analysis; one that is opened counts as a change until it is saved. */
export function VersionsDialog({ report, close }: { report: AnalysisReport; close: () => void }) {
  const { t } = useTranslation('analytics');
  const { workspace, language } = useWorld();
  const { message } = App.useApp();
  const sentence = useErrorSentence();
  const navigate = useNavigate();
  const versions = useAnalysisVersions(report.id);
  const open = async (version: number) => {
    try {
      const { definition } = await fetchAnalysisVersion(report.id, version);
      const search = { report: report.id, q: JSON.stringify(definition.settings) } as never;
      await navigate({ to: '/analytics/$kind', params: { kind: definition.analysis }, search });
      close();
    } catch (error) {
      void message.error(sentence(error));
    }
  };
  return (
    <Modal open title={t('reports.versions')} footer={null} onCancel={close} width={480}>
      <ul className={styles.list}>
        {(versions.data ?? []).map((one) => (
          <li key={one.version}>
            <button type="button" className={styles.entry} onClick={() => void open(one.version)}>
              <span>{t('reports.version', { version: one.version })}</span>
              <small>
                {one.author} · {formatInstant(one.savedAt, workspace.timezone, language)}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
