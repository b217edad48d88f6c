import type { MemberCheck, MemberDefinition } from '../../../contract/model.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { formatCount, formatExact } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import styles from './member-preview.module.css';
import parts from './model.module.css';

interface MemberPreviewProps {
  definition: MemberDefinition | null;
  check: { data: MemberCheck | undefined; isFetching: boolean; error: Error | null };
}

/** What a definition gives: mistakes, or its figures now and with it, and how it is written into the model. */
export function MemberPreview({ definition, check }: MemberPreviewProps) {
  const { t } = useTranslation('model');
  const sentence = useErrorSentence();
  const data = definition === null ? undefined : check.data;
  return (
    <section className={parts.card} aria-label={t('preview')} aria-busy={check.isFetching} data-testid="model-preview">
      <h2 className={parts.cardTitle}>{t('preview')}</h2>
      {definition === null ? (
        <p className={parts.hint}>{t('previewHint')}</p>
      ) : check.error ? (
        <p className={parts.fault} role="alert">
          {sentence(check.error)}
        </p>
      ) : data === undefined ? (
        <p className={parts.hint}>{t('checking')}</p>
      ) : data.faults.length > 0 ? (
        <ul className={styles.faults} role="alert" data-testid="model-faults">
          {data.faults.map(({ message, path }) => (
            <li key={path + message}>{message}</li>
          ))}
        </ul>
      ) : (
        <>
          <p className={styles.fine} role="status">
            {t('fits')}
          </p>
          {definition.type === 'measure' ? (
            <MeasureFigures definition={definition} check={data} />
          ) : (
            <DimensionValues check={data} />
          )}
          <Source title={t('yaml')} text={data.yaml} testId="model-yaml" isOpen />
          <Source title={t('sql')} text={data.sql} testId="model-sql" />
        </>
      )}
    </section>
  );
}

function MeasureFigures({
  definition,
  check,
}: {
  definition: Extract<MemberDefinition, { type: 'measure' }>;
  check: MemberCheck;
}) {
  const { t } = useTranslation('model');
  const language = useLanguage();
  const currency = useStatus().data?.workspace.currency ?? 'CNY';
  const write = (figure: MemberCheck['after']) =>
    typeof figure === 'number' ? formatExact(figure, { unit: definition.format, language, currency }) : t('noFigure');
  return (
    <dl className={styles.figures}>
      <div>
        <dt>{check.before === null ? t('figureAll') : t('after')}</dt>
        <dd data-testid="model-figure">{write(check.after)}</dd>
      </div>
      {check.before === null ? null : (
        <div>
          <dt>{t('now')}</dt>
          <dd className={styles.before} data-testid="model-figure-before">
            {write(check.before)}
          </dd>
        </div>
      )}
    </dl>
  );
}

function DimensionValues({ check }: { check: MemberCheck }) {
  const { t } = useTranslation('model');
  const hasBefore = check.values.some(({ before }) => before !== null);
  const write = (figure: number | null) => (figure === null ? '–' : formatCount(figure));
  return (
    <>
      <p className={parts.hint}>{t('valueCount', { count: check.valueCount })}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached by keys */}
      <section className={parts.scroll} tabIndex={0} aria-label={t('valueCount', { count: check.valueCount })}>
        <table className={parts.table} data-testid="model-values">
          <thead>
            <tr>
              <th scope="col">{t('value')}</th>
              {hasBefore ? (
                <th scope="col" className={parts.number}>
                  {t('now')}
                </th>
              ) : null}
              <th scope="col" className={parts.number}>
                {hasBefore ? t('after') : t('rows')}
              </th>
            </tr>
          </thead>
          <tbody>
            {check.values.map(({ value, before, after }) => (
              <tr key={value ?? '\u0000'}>
                <th scope="row">{value ?? t('emptyValue')}</th>
                {hasBefore ? <td className={parts.number}>{write(before)}</td> : null}
                <td className={parts.number}>{write(after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function Source({ title, text, testId, isOpen }: { title: string; text: string; testId: string; isOpen?: boolean }) {
  if (text === '') return null;
  return (
    <details className={parts.source} open={isOpen}>
      <summary>{title}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls is reached by keys */}
      <pre data-testid={testId} tabIndex={0}>
        {text}
      </pre>
    </details>
  );
}
