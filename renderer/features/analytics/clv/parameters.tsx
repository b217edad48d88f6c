import { useTranslation } from '../../../i18n/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import table from '../frame/tables.module.css';
import type { Answer } from '../frame/use-answer.ts';
import type { ClvAnswer } from './clv-page.tsx';

/** The fitted numbers, for those who want to check them. */
export function Parameters({ answer, result }: { answer: Answer<ClvAnswer>; result: ClvAnswer }) {
  const { t } = useTranslation('value');
  const { parameters, standardErrors, logLikelihood, gammaGamma } = result;
  if (!parameters) return null;
  return (
    <ResultCard
      title={t('clv.parametersTitle')}
      note={t('clv.parametersNote')}
      answer={answer}
      aside={logLikelihood === null ? null : <span>{t('clv.likelihood', { value: logLikelihood.toFixed(1) })}</span>}
    >
      <table className={table.table}>
        <tbody>
          {Object.entries(parameters).map(([name, value]) => {
            const error = standardErrors?.[name] ?? null;
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{short(value)}</td>
                <td>{error === null ? t('clv.flat') : `(${short(error)})`}</td>
              </tr>
            );
          })}
          {gammaGamma
            ? Object.entries(gammaGamma).map(([name, value]) => (
                <tr key={`gg-${name}`}>
                  <th scope="row">
                    {t('clv.gammaGamma')} · {name}
                  </th>
                  <td>{short(value)}</td>
                  <td />
                </tr>
              ))
            : null}
        </tbody>
      </table>
    </ResultCard>
  );
}

/** Four digits that say something, without an exponent where that can be. */
function short(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6)
    ? value.toExponential(2)
    : Number(value.toPrecision(4)).toLocaleString('en', { maximumFractionDigits: 6 });
}
