import { useMemo } from 'react';
import { type PathsOutput, restNode } from '../../../../contract/analytics.ts';
import { SankeyChart, type SankeyLink, type SankeyNode } from '../../../charts/sankey-chart.tsx';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { changeOf } from '../../../queries/index.ts';
import { useTheme } from '../../../ui/index.ts';
import type { Compared } from '../comparing/use-comparison.ts';
import { ChangeMark } from '../frame/change-mark.tsx';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import { formatSpan } from '../frame/spans.ts';
import { useStand } from '../frame/stand.tsx';
import table from '../frame/tables.module.css';
import type { Answer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import { eventName } from '../pickers/event-words.ts';
import styles from './paths.module.css';
import { type PathsBody, readNode } from './paths-settings.ts';

/** The share of all sessions leaving a node that took a stream; null where that stream has no name there. */
function sharesOf(edges: PathsOutput['edges']): (source: string, target: string) => number | null {
  const out = new Map<string, number>();
  for (const { source, value } of edges) out.set(source, (out.get(source) ?? 0) + value);
  const values = new Map(edges.map(({ source, target, value }) => [`${source}\n${target}`, value]));
  return (source, target) => {
    const value = values.get(`${source}\n${target}`);
    return value === undefined ? null : value / (out.get(source) ?? value);
  };
}

/** Rows of the table beneath the drawing. */
const tableRows = 40;

interface PathsResultProps {
  answer: Answer<PathsOutput>;
  /** How sessions went there stands beside how they go here. */
  compared: Compared<PathsOutput> | null;
  body: PathsBody;
  isByName: boolean;
}

/** Streams between steps and the strongest of them as a table; both open their people. */
export function PathsResult({ answer, compared, body, isByName }: PathsResultProps) {
  const { t } = useTranslation('behaviour');
  const world = useWorld();
  const { language } = world;
  const { tokens } = useTheme();
  const { place } = useStand();
  const openPeople = useOpenPeople();
  const edges = useMemo(() => answer.data?.edges ?? [], [answer.data]);
  const other = useMemo(
    () => (compared?.data ? { name: compared.name, share: sharesOf(compared.data.edges) } : null),
    [compared?.data, compared?.name],
  );
  const { nodes, links, outOf, nameOf } = useMemo(() => {
    const name = (id: string) => {
      const { value } = readNode(id);
      if (value === restNode) return t('paths.rest');
      if (value === '') return world.t('noValue');
      return isByName ? eventName(value, world) : value;
    };
    const into = new Map<string, number>();
    const out = new Map<string, number>();
    for (const { source, target, value } of edges) {
      out.set(source, (out.get(source) ?? 0) + value);
      into.set(target, (into.get(target) ?? 0) + value);
    }
    const ids = [...new Set(edges.flatMap(({ source, target }) => [source, target]))];
    // The same event keeps its colour at every step: the most frequent five, the rest grey.
    const sizes = new Map<string, number>();
    for (const id of ids) {
      const { value } = readNode(id);
      sizes.set(value, (sizes.get(value) ?? 0) + Math.max(into.get(id) ?? 0, out.get(id) ?? 0));
    }
    const ranked = [...sizes].filter(([value]) => value !== restNode).toSorted(([, a], [, b]) => b - a);
    const colors = new Map(ranked.map(([value], i) => [value, i < 5 ? tokens.series[i] : tokens.series[7]]));
    const madeNodes: SankeyNode[] = ids.map((id) => {
      const { step, value } = readNode(id);
      return {
        ...{ id, name: name(id), depth: step - 1 },
        color: colors.get(value) ?? tokens.series[7],
        note: formatCount(Math.max(into.get(id) ?? 0, out.get(id) ?? 0)),
      };
    });
    const madeLinks: SankeyLink[] = edges.map(({ source, target, value, averageSeconds }) => ({
      ...{ source, target, value },
      title: `${name(source)} → ${name(target)}`,
      rows: [
        { name: t('paths.sessions'), value: formatCount(value) },
        { name: t('paths.share'), value: share(value / (out.get(source) ?? value)) },
        ...(other ? [{ name: other.name, value: share(other.share(source, target)) }] : []),
        { name: t('paths.time'), value: formatSpan(averageSeconds, language) },
      ],
    }));
    return { nodes: madeNodes, links: madeLinks, outOf: out, nameOf: name };
  }, [edges, other, tokens, isByName, language, t, world]);
  const strongest = useMemo(() => edges.toSorted((a, b) => b.value - a.value), [edges]);
  const open = (source: string, target: string) => {
    const { step } = readNode(source);
    const title = t('paths.cell', { from: nameOf(source), to: nameOf(target), n: step, next: step + 1 });
    openPeople({ kind: 'paths', body, cell: { source, target }, title, name: title });
  };
  const label = t('paths.label', {
    edges: strongest
      .slice(0, 5)
      .map(({ source, target, value }) => `${nameOf(source)} → ${nameOf(target)} ${formatCount(value)}`)
      .join(', '),
  });
  return (
    <>
      <ResultCard
        title={t('paths.title')}
        note={answer.data ? t('paths.note', { sessions: formatCount(answer.data.sessions) }) : ''}
        answer={answer}
        isEmpty={edges.length === 0}
        height={460}
        testId="paths-chart"
        isMain
        aside={
          answer.elapsedMs === null ? null : (
            <span className={styles.elapsed}>
              {world.t('answered', { seconds: (answer.elapsedMs / 1000).toFixed(2) })}
            </span>
          )
        }
      >
        <div className={styles.chart}>
          <SankeyChart nodes={nodes} links={links} label={label} onPick={open} canScroll={place !== 'paper'} />
        </div>
      </ResultCard>
      <ResultCard title={t('paths.tableTitle')} answer={answer} isEmpty={edges.length === 0} isFollowing>
        <div className={table.scroll} data-tall>
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">{t('paths.from')}</th>
                <th scope="col" style={{ textAlign: 'left' }}>
                  {t('paths.to')}
                </th>
                <th scope="col">{t('paths.sessions')}</th>
                <th scope="col">{t('paths.share')}</th>
                {other ? <th scope="col">{compared?.heading}</th> : null}
                <th scope="col">{t('paths.time')}</th>
              </tr>
            </thead>
            <tbody>
              {strongest.slice(0, tableRows).map(({ source, target, value, averageSeconds }) => (
                <tr key={`${source}\n${target}`}>
                  <th scope="row">
                    <span className={table.ordinal}>{readNode(source).step}</span>
                    {nameOf(source)}
                  </th>
                  <td style={{ textAlign: 'left' }}>{nameOf(target)}</td>
                  <td>
                    <button type="button" onClick={() => open(source, target)}>
                      {formatCount(value)}
                    </button>
                  </td>
                  <td>{share(value / (outOf.get(source) ?? value))}</td>
                  {other ? (
                    <td className={table.muted}>
                      {share(other.share(source, target))}{' '}
                      <ChangeMark
                        change={changeOf(value / (outOf.get(source) ?? value), other.share(source, target), 'percent')}
                        label={other.name}
                      />
                    </td>
                  ) : null}
                  <td>{formatSpan(averageSeconds, language)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </ResultCard>
    </>
  );
}
