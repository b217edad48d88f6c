import { type StagesOutput, winnerProperties } from '../../../../contract/stages.ts';
import { currencyDigits, formatCount, formatShort } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import type { Compared } from '../comparing/use-comparison.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import { TableScroll } from '../frame/table-scroll.tsx';
import table from '../frame/tables.module.css';
import type { Answer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import { propertyName } from '../pickers/event-words.ts';
import { sharesOf } from './stage-bars.tsx';
import { useStagePeople } from './use-stage-people.ts';

interface CardProps {
  answer: Answer<StagesOutput>;
  result: StagesOutput;
}

interface StageTableProps extends CardProps {
  /** Its shares stand beside those of this answer. */
  compared: Compared<StagesOutput> | null;
  body: object;
}

/** Every figure of every stage, each count a way to its people. */
export function StageTable({ answer, result, compared, body }: StageTableProps) {
  const { t } = useTranslation('voice');
  const { language } = useWorld();
  const open = useStagePeople(body);
  const { stages, of, currency } = result;
  const other = compared?.data;
  const minor = 10 ** currencyDigits(currency);
  const days = (value: number | null) => (value === null ? '—' : value.toFixed(1));
  // Nobody waits where a deal is won.
  const isEnd = (index: number) => of === 'opportunities' && index === stages.length - 1;
  const cell = (stage: StagesOutput['stages'][number], state: 'reached' | 'current' | 'lost', count: number) =>
    count === 0 ? (
      '0'
    ) : (
      <button
        type="button"
        onClick={() => open({ stage: stage.stage, state }, t(`stages.cell.${state}`, { stage: stage.label }))}
      >
        {formatCount(count)}
      </button>
    );
  return (
    <ResultCard title={t('stages.tableTitle')} answer={answer}>
      <div className={table.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('stages.stage')}</th>
              <th scope="col">{t('stages.reached')}</th>
              <th scope="col">{t('stages.ofFirst')}</th>
              {other ? <th scope="col">{compared?.heading}</th> : null}
              <th scope="col">{t('stages.ofPrevious')}</th>
              <th scope="col">{t('stages.days')}</th>
              <th scope="col">{t('stages.medianDays')}</th>
              <th scope="col">{t('stages.current')}</th>
              {of === 'opportunities' ? (
                <>
                  <th scope="col">{t('stages.lost')}</th>
                  <th scope="col">{t('stages.amount')}</th>
                </>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {stages.map((stage, i) => (
              <tr key={stage.stage}>
                <th scope="row">{stage.label}</th>
                <td>{cell(stage, 'reached', stage.count)}</td>
                <td>{share(stage.conversionFromFirst)}</td>
                {other ? <td className={table.muted}>{share(sharesOf(other, stage.stage))}</td> : null}
                <td>{share(stage.conversionFromPrevious)}</td>
                <td>{days(isEnd(i) ? null : stage.meanDays)}</td>
                <td>{days(isEnd(i) ? null : stage.medianDays)}</td>
                <td>{cell(stage, 'current', stage.current)}</td>
                {of === 'opportunities' ? (
                  <>
                    <td>{cell(stage, 'lost', stage.lost)}</td>
                    <td>{formatShort(stage.amountMinor / minor, { unit: 'money', language, currency })}</td>
                  </>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </ResultCard>
  );
}

/** Words beside a title, which tell how many rows there are where not all are shown. */
function useNote() {
  const { t } = useTranslation('voice');
  return (note: string, list: { shown: number; total: number } | undefined): string => {
    if (!list || list.shown >= list.total) return note;
    return `${note} · ${t('stages.firstOf', { shown: formatCount(list.shown), total: formatCount(list.total) })}`;
  };
}

/** Why deals were lost, most frequent first. */
export function LossReasons({ answer, result, body }: CardProps & { body: object }) {
  const { t } = useTranslation('voice');
  const { language } = useWorld();
  const open = useStagePeople(body);
  const noteOf = useNote();
  const { lossReasons, currency } = result;
  const minor = 10 ** currencyDigits(currency);
  return (
    <ResultCard
      title={t('stages.reasonsTitle')}
      note={noteOf(t('stages.reasonsNote'), result.truncated?.lossReasons)}
      answer={answer}
      isEmpty={lossReasons.length === 0}
    >
      <TableScroll label={t('stages.reason')}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('stages.reason')}</th>
              <th scope="col">{t('stages.deals')}</th>
              <th scope="col">{t('stages.amount')}</th>
              <th scope="col">{t('stages.mainStage')}</th>
            </tr>
          </thead>
          <tbody>
            {lossReasons.map(({ reason, count, amountMinor, mainStage }) => {
              const name = reason || t('stages.noReason');
              return (
                <tr key={reason}>
                  <th scope="row">{name}</th>
                  <td>
                    <button
                      type="button"
                      onClick={() => open({ lossReason: reason }, t('stages.cellReason', { reason: name }))}
                    >
                      {formatCount(count)}
                    </button>
                  </td>
                  <td>{formatShort(amountMinor / minor, { unit: 'money', language, currency })}</td>
                  <td>{mainStage ?? ''}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableScroll>
    </ResultCard>
  );
}

/** Where more is won than elsewhere. */
export function Winners({ answer, result, body }: CardProps & { body: object }) {
  const { t } = useTranslation('voice');
  const world = useWorld();
  const open = useStagePeople(body);
  const noteOf = useNote();
  const rows = result.winners.slice(0, 15);
  const total = result.truncated?.winners?.total ?? result.winners.length;
  return (
    <ResultCard
      title={t('stages.winnersTitle')}
      note={noteOf(t('stages.winnersNote'), { shown: rows.length, total })}
      answer={answer}
      isEmpty={rows.length === 0}
    >
      <TableScroll label={t('stages.property')}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('stages.property')}</th>
              <th scope="col">{t('stages.closed')}</th>
              <th scope="col">{t('stages.won')}</th>
              <th scope="col">{t('stages.winRate')}</th>
              <th scope="col">{t('stages.lift')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => {
              const name = `${propertyName(one.property, world)}: ${one.value || world.t('noValue')}`;
              const property = winnerProperties.find((each) => each === one.property);
              const cell = (outcome: 'closed' | 'won', text: string) =>
                property === undefined || one[outcome] === 0 ? (
                  text
                ) : (
                  <button
                    type="button"
                    onClick={() =>
                      open({ property, value: one.value, outcome }, t(`stages.cellWinner.${outcome}`, { value: name }))
                    }
                  >
                    {text}
                  </button>
                );
              return (
                <tr key={`${one.property}\n${one.value}`}>
                  <th scope="row">{name}</th>
                  <td>{cell('closed', formatCount(one.closed))}</td>
                  <td>{cell('won', formatCount(one.won))}</td>
                  <td>{share(one.winRate)}</td>
                  <td>
                    {one.lift === null ? '—' : `${one.lift.toFixed(2)}×`} {one.isSignificant === true ? '✓' : ''}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableScroll>
    </ResultCard>
  );
}
