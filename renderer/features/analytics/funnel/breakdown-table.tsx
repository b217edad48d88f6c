import type { FunnelOutput } from '../../../../contract/analytics.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import { formatSpan } from '../frame/spans.ts';
import table from '../frame/tables.module.css';
import type { Answer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import { propertyName } from '../pickers/event-words.ts';
import type { FunnelBody, FunnelSettings } from './funnel-settings.ts';
import { useFunnelPeople } from './use-funnel-people.ts';

interface BreakdownTableProps {
  settings: FunnelSettings;
  body: FunnelBody;
  answer: Answer<FunnelOutput>;
}

/** One row per value: people at every step, share of the whole way, time. */
export function BreakdownTable({ settings, body, answer }: BreakdownTableProps) {
  const { t } = useTranslation('funnel');
  const world = useWorld();
  const open = useFunnelPeople(body);
  const rows = answer.data?.breakdown ?? [];
  const steps = answer.data?.steps ?? [];
  const best = Math.max(0, ...rows.map((row) => row.steps.at(-1)?.conversionFromFirst ?? 0));
  return (
    <ResultCard
      title={t('breakdownTitle', {
        property: settings.breakdown ? propertyName(settings.breakdown.property, world) : '',
      })}
      answer={answer}
      isEmpty={rows.length === 0}
      testId="breakdown-table"
    >
      <div className={table.scroll} data-tall>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{world.t('value')}</th>
              {steps.map((step, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
                <th scope="col" key={i} title={step.label}>
                  <span className={table.clipped}>{step.label}</span>
                </th>
              ))}
              <th scope="col">{t('conversion')}</th>
              <th scope="col">{t('median')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ value, steps: of }) => {
              const name = value.map((one) => one || world.t('noValue')).join(' / ');
              const last = of.at(-1);
              return (
                <tr key={value.join('\n')}>
                  <th scope="row" title={name}>
                    <span className={table.clipped}>{name}</span>
                  </th>
                  {of.map((step, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
                    <td key={i}>
                      <button type="button" onClick={() => open({ step: i, breakdown: value }, step.label)}>
                        {formatCount(step.count)}
                      </button>
                    </td>
                  ))}
                  <td>
                    <span
                      className={table.bar}
                      style={
                        { '--share': best === 0 ? 0 : (last?.conversionFromFirst ?? 0) / best } as React.CSSProperties
                      }
                    >
                      {share(last?.conversionFromFirst ?? null)}
                    </span>
                  </td>
                  <td>
                    {last?.medianSeconds === null || last === undefined
                      ? ''
                      : formatSpan(last.medianSeconds, world.language)}
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
