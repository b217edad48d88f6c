import type { CSSProperties } from 'react';
import type { z } from 'zod';
import type { JourneyOutput, journeyPersonsInput } from '../../../../contract/stages.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { changeOf } from '../../../queries/index.ts';
import { RingKey } from '../comparing/stroke-key.tsx';
import type { Compared } from '../comparing/use-comparison.ts';
import { ChangeMark } from '../frame/change-mark.tsx';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import { formatSpan } from '../frame/spans.ts';
import table from '../frame/tables.module.css';
import type { Answer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import styles from './journey.module.css';

interface JourneyResultProps {
  answer: Answer<JourneyOutput>;
  /** Drawn as a dashed ring around each touchpoint, its figures quieter. */
  compared: Compared<JourneyOutput> | null;
  body: object;
  /** Name of a touchpoint by its event, or as the host labels it. */
  nameOf: (event: string | null, label: string) => string;
}

type Touchpoint = JourneyOutput['touchpoints'][number];
type Cell = z.input<typeof journeyPersonsInput>['cell'];

/** Touchpoints on a line in their average order, as large as they are met, with time and drop-off between them. */
export function JourneyResult({ answer, compared, body, nameOf }: JourneyResultProps) {
  const { t } = useTranslation('voice');
  const { language } = useWorld();
  const openPeople = useOpenPeople();
  const { touchpoints = [], links = [], persons = 0 } = answer.data ?? {};
  const names = new Map(touchpoints.map(({ index, event, label }) => [index, nameOf(event, label)]));
  const open = (cell: Cell, title: string) => openPeople({ kind: 'journey', body, cell, title, name: title });
  const other = compared?.data ?? null;
  const otherName = compared?.name ?? '';
  /** The same touchpoint there: lists made from the data may have others, or in another order. */
  const thereOf = (one: Touchpoint) =>
    other?.touchpoints.find(({ event, label }) => (event === null ? label === one.label : event === one.event));
  const thereLink = (from: number, to: number) => {
    const [start, end] = [from, to].map((at) => touchpoints.find(({ index }) => index === at));
    const [a, b] = [start && thereOf(start), end && thereOf(end)];
    return a && b ? other?.links.find((link) => link.from === a.index && link.to === b.index) : undefined;
  };
  const widest = Math.max(0.0001, ...[...touchpoints, ...(other?.touchpoints ?? [])].map((one) => one.share));
  const sizeOf = (of: number) => `${26 + 46 * Math.sqrt(of / widest)}px`;
  return (
    <>
      <ResultCard
        title={t('journey.title')}
        note={t('journey.note', { people: formatCount(persons) })}
        answer={answer}
        isEmpty={touchpoints.length === 0}
        testId="journey-map"
        isMain
        aside={other ? <RingKey name={otherName} /> : null}
      >
        <ol className={styles.map} aria-label={t('journey.label')}>
          {touchpoints.map((one, i) => {
            const name = names.get(one.index) ?? one.label;
            const link = links.find(({ from }) => from === one.index);
            const isLast = i === touchpoints.length - 1;
            const there = thereOf(one);
            const linkThere = link && thereLink(link.from, link.to);
            return (
              <li key={one.index} className={styles.stop}>
                <button
                  type="button"
                  className={styles.point}
                  style={{ '--size': sizeOf(one.share), '--other': sizeOf(there?.share ?? 0) } as CSSProperties}
                  data-compared={there !== undefined || undefined}
                  onClick={() => open({ touchpoint: one.index }, t('journey.cellMet', { name }))}
                >
                  <i aria-hidden="true" />
                  <span className={styles.name} title={name}>
                    {name}
                  </span>
                  <span className={styles.count}>{formatCount(one.persons)}</span>
                  <span className={styles.since}>{share(one.share)}</span>
                  {other ? (
                    <span className={styles.before} title={otherName}>
                      {there ? share(there.share) : '—'}
                    </span>
                  ) : null}
                  <span className={styles.since}>+{formatSpan(one.medianSecondsFromStart, language)}</span>
                </button>
                {link && !isLast ? (
                  <button
                    type="button"
                    className={styles.link}
                    onClick={() =>
                      open(
                        { from: link.from, to: link.to, state: 'dropped' },
                        t('journey.cellLink.dropped', { from: name, to: names.get(link.to) ?? '' }),
                      )
                    }
                  >
                    <span>{link.medianSeconds === null ? '' : formatSpan(link.medianSeconds, language)}</span>
                    <span>{t('journey.dropOff', { rate: share(link.dropOff) })}</span>
                    {linkThere ? (
                      <span className={styles.before} title={otherName}>
                        {share(linkThere.dropOff)}
                      </span>
                    ) : null}
                  </button>
                ) : null}
              </li>
            );
          })}
        </ol>
      </ResultCard>
      <ResultCard title={t('journey.tableTitle')} answer={answer} isEmpty={touchpoints.length === 0} isFollowing>
        <div className={table.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">{t('journey.touchpoints')}</th>
                <th scope="col">{t('journey.met')}</th>
                <th scope="col">{t('journey.share')}</th>
                {other ? <th scope="col">{compared?.heading}</th> : null}
                <th scope="col">{t('journey.position')}</th>
                <th scope="col">{t('journey.since')}</th>
                <th scope="col">{t('journey.ended')}</th>
              </tr>
            </thead>
            <tbody>
              {touchpoints.map((one) => {
                const name = names.get(one.index) ?? one.label;
                return (
                  <tr key={one.index}>
                    <th scope="row">{name}</th>
                    <td>
                      <button
                        type="button"
                        onClick={() => open({ touchpoint: one.index }, t('journey.cellMet', { name }))}
                      >
                        {formatCount(one.persons)}
                      </button>
                    </td>
                    <td>{share(one.share)}</td>
                    {other ? (
                      <td className={table.muted}>
                        {share(thereOf(one)?.share ?? null)}{' '}
                        <ChangeMark
                          change={changeOf(one.share, thereOf(one)?.share ?? null, 'percent')}
                          label={otherName}
                        />
                      </td>
                    ) : null}
                    <td>{one.averagePosition.toFixed(1)}</td>
                    <td>{formatSpan(one.medianSecondsFromStart, language)}</td>
                    <td>
                      <button
                        type="button"
                        onClick={() =>
                          open({ touchpoint: one.index, state: 'ended' }, t('journey.cellEnded', { name }))
                        }
                      >
                        {formatCount(one.ended)}
                      </button>{' '}
                      {share(one.endedShare)}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </ResultCard>
      <ResultCard title={t('journey.linksTitle')} answer={answer} isEmpty={links.length === 0} isFollowing>
        <div className={table.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">{t('journey.from')}</th>
                <th scope="col" style={{ textAlign: 'left' }}>
                  {t('journey.to')}
                </th>
                <th scope="col">{t('journey.continued')}</th>
                <th scope="col">{t('journey.detoured')}</th>
                <th scope="col">{t('journey.dropped')}</th>
                <th scope="col">{t('journey.time')}</th>
              </tr>
            </thead>
            <tbody>
              {links.map((link) => {
                const [from, to] = [names.get(link.from) ?? '', names.get(link.to) ?? ''];
                return (
                  <tr key={`${link.from}-${link.to}`}>
                    <th scope="row">{from}</th>
                    <td style={{ textAlign: 'left' }}>{to}</td>
                    {(['continued', 'detoured', 'dropped'] as const).map((state) => (
                      <td key={state}>
                        <button
                          type="button"
                          onClick={() =>
                            open({ from: link.from, to: link.to, state }, t(`journey.cellLink.${state}`, { from, to }))
                          }
                        >
                          {formatCount(link[state])}
                        </button>
                      </td>
                    ))}
                    <td>{link.medianSeconds === null ? '—' : formatSpan(link.medianSeconds, language)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </ResultCard>
    </>
  );
}
