import type { ImportState } from '../../../contract/imports.ts';
import { useTranslation } from '../../i18n/index.ts';
import styles from './import.module.css';

/** The state of an import in one word, with a dot. */
export function ImportStatus({ state }: { state: ImportState }) {
  const { t } = useTranslation('import');
  return (
    <span className={styles.status} data-status={state.status} title={state.error?.message}>
      {t(`status.${state.status}`)}
    </span>
  );
}
