import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ImportState } from '../../../contract/imports.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { formatCount } from '../../format/index.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import styles from './import.module.css';
import { ProblemNote } from './problem-note.tsx';
import { catalogQuery, rejectsCsvPath, rejectsQuery, rejectsShown } from './requests.ts';

/** Row, field, value and reason in words of what was left out; all of it as a file. */
export function RejectsTable({ state }: { state: ImportState }) {
  const { t } = useTranslation('import');
  const { t: tFrame } = useTranslation();
  const sentence = useErrorSentence();
  const localized = useLocalized();
  const rejects = useQuery(rejectsQuery(state.id));
  const catalog = useQuery(catalogQuery);
  const fields = catalog.data?.find(({ entity }) => entity === state.entity)?.fields ?? [];
  const labelOf = (name: string) => {
    const field = fields.find((one) => one.name === name);
    return field ? localized(field.label) : name;
  };
  const shown = rejects.data?.rejects ?? [];
  return (
    <section className={styles.rejects} aria-labelledby="rejects-title">
      <header className={styles.rejectsHead}>
        <h3 id="rejects-title" className={styles.sectionTitle}>
          {t('rejects.title')}
        </h3>
        {shown.length === rejectsShown ? (
          <span className={styles.quiet}>
            {t('rejects.shown', { shown: formatCount(shown.length), total: formatCount(state.rowsRejected) })}
          </span>
        ) : null}
        <a className={styles.plainLink} href={rejectsCsvPath(state.id)} download data-testid="import-rejects-download">
          {t('rejects.download')}
        </a>
      </header>
      {rejects.isError ? (
        <ProblemNote title={sentence(rejects.error)}>
          <Button onClick={() => void rejects.refetch()}>{tFrame('retry')}</Button>
        </ProblemNote>
      ) : rejects.isPending ? (
        <p className={styles.quiet}>{t('rejects.loading')}</p>
      ) : (
        <section
          className={styles.rejectsBox}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard
          tabIndex={0}
        >
          <table className={styles.rejectsTable}>
            <thead>
              <tr>
                <th scope="col" data-numeric>
                  {t('rejects.row')}
                </th>
                <th scope="col">{t('rejects.field')}</th>
                <th scope="col">{t('rejects.value')}</th>
                <th scope="col">{t('rejects.reason')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((reject, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: one row may be rejected for several reasons
                <tr key={index}>
                  <td data-numeric>{formatCount(reject.rowNumber)}</td>
                  <td>{reject.field === null ? <i>{t('rejects.wholeRow')}</i> : labelOf(reject.field)}</td>
                  <td className={styles.rejectValue}>
                    {reject.value === null || reject.value === '' ? (
                      <i>{reject.field === null ? '—' : t('rejects.emptyValue')}</i>
                    ) : (
                      reject.value
                    )}
                  </td>
                  <td>{reject.message}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}
