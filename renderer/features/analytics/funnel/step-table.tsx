import type { FunnelOutput } from '../../../../contract/analytics.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { changeOf } from '../../../queries/index.ts';
import { ChangeMark } from '../frame/change-mark.tsx';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import { formatSpan } from '../frame/spans.ts';
import table from '../frame/tables.module.css';
import type { Answer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import type { ComparedFunnel } from './funnel-result.tsx';
import { type FunnelBody, type FunnelSettings, optionalSteps } from './funnel-settings.ts';
import { stepNames } from './step-names.ts';
import { useFunnelPeople } from './use-funnel-people.ts';

interface StepTableProps {
  settings: FunnelSettings;
  body: FunnelBody;
  answer: Answer<FunnelOutput>;
  compared: ComparedFunnel | null;
}

/** Every figure of the funnel, each count a way to its people. */
export function StepTable({ settings, body, answer, compared }: StepTableProps) {
  const { t } = useTranslation('funnel');
  const { language } = useWorld();
  const open = useFunnelPeople(body);
  const steps = answer.data?.steps ?? [];
  const optional = optionalSteps(settings);
  const names = stepNames(steps.map(({ label }) => label));
  let required = 0;
  const rows = steps.map((step, i) => {
    const lost = i === 0 ? 0 : Math.max(0, required - step.count);
    if (!optional.includes(i)) required = step.count;
    return { ...step, lost };
  });
  return (
    <ResultCard title={t('tableTitle')} answer={answer} isEmpty={rows[0]?.count === 0} isFollowing testId="step-table">
      <div className={table.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('steps')}</th>
              <th scope="col">{t('people')}</th>
              <th scope="col">{t('ofFirst')}</th>
              {compared ? <th scope="col">{compared.heading}</th> : null}
              <th scope="col">{t('ofPrevious')}</th>
              <th scope="col">{t('lost')}</th>
              <th scope="col" title={t('fromPrevious')}>
                {t('median')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((step, i) => {
              const before = compared?.steps[i]?.conversionFromFirst ?? null;
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
                <tr key={i}>
                  <th scope="row">
                    <span className={table.ordinal}>{i + 1}</span>
                    {step.label}
                  </th>
                  <td>
                    <button type="button" onClick={() => open({ step: i, state: 'reached' }, names[i] ?? step.label)}>
                      {formatCount(step.count)}
                    </button>
                  </td>
                  <td>{share(step.conversionFromFirst)}</td>
                  {compared ? (
                    <td className={table.muted}>
                      {share(before)}{' '}
                      {i === 0 ? null : (
                        <ChangeMark
                          change={changeOf(step.conversionFromFirst, before, 'percent')}
                          label={compared.name}
                        />
                      )}
                    </td>
                  ) : null}
                  <td>{i === 0 ? '' : share(step.conversionFromPrevious)}</td>
                  <td>
                    {i === 0 ? (
                      ''
                    ) : (
                      <button
                        type="button"
                        onClick={() => open({ step: i, state: 'dropped' }, names[i] ?? step.label)}
                        data-testid={`lost-${i + 1}`}
                      >
                        {formatCount(step.lost)}
                      </button>
                    )}
                  </td>
                  <td title={step.p90Seconds === null ? '' : `${t('p90')}: ${formatSpan(step.p90Seconds, language)}`}>
                    {step.medianSeconds === null ? '' : formatSpan(step.medianSeconds, language)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </ResultCard>
  );
}
