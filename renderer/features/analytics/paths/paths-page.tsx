import { useMemo } from 'react';
import { pathsOutput } from '../../../../contract/analytics.ts';
import { formatCount, formatRange } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import type { DateRange } from '../../../queries/index.ts';
import { Comparison } from '../comparing/comparison.tsx';
import { pathsFigures } from '../comparing/key-figures.ts';
import { useComparison } from '../comparing/use-comparison.ts';
import { ResultActions } from '../export/result-actions.tsx';
import { AnalysisGate } from '../frame/analysis-gate.tsx';
import { AnalysisLayout } from '../frame/analysis-layout.tsx';
import { audienceWords } from '../frame/audience-words.ts';
import { daysOf } from '../frame/range.ts';
import { Definition } from '../frame/result-card.tsx';
import { smallSampleWarning } from '../frame/shares.ts';
import { useAnswer } from '../frame/use-answer.ts';
import { useSettings } from '../frame/use-settings.ts';
import { useWorld, type World } from '../frame/world.ts';
import { eventName } from '../pickers/event-words.ts';
import { PathsBuilder } from './paths-builder.tsx';
import { PathsResult } from './paths-result.tsx';
import { givenPaths, type PathsSettings, pathsBody, pathsSettings, readNode } from './paths-settings.ts';

export default function PathsPage() {
  return (
    <AnalysisGate kind="paths">
      <Paths />
    </AnalysisGate>
  );
}

function Paths() {
  const { t } = useTranslation('behaviour');
  const world = useWorld();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the page starts with stays for the visit
  const given = useMemo(() => givenPaths(world), []);
  const settings = useSettings(pathsSettings, given);
  const { value } = settings;
  const days = daysOf(value.range, world.data);
  const body = pathsBody(value, days);
  const answer = useAnswer('paths', body, pathsOutput);
  const compared = useComparison({ kind: 'paths', body, compare: value.compare, days, schema: pathsOutput });
  const segment = world.segments.find(({ id }) => id === value.segmentId)?.name ?? null;
  return (
    <AnalysisLayout
      kind="paths"
      settings={settings}
      builder={<PathsBuilder settings={settings} />}
      actions={
        <ResultActions
          kind="paths"
          settings={value}
          body={body}
          csv={
            answer.data
              ? () => [
                  [
                    t('paths.step', { n: '' }).trim(),
                    t('paths.from'),
                    t('paths.to'),
                    t('paths.sessions'),
                    `${t('paths.time')} (s)`,
                  ],
                  ...(answer.data?.edges ?? []).map(({ source, target, value: sessions, averageSeconds }) => [
                    readNode(source).step,
                    readNode(source).value,
                    readNode(target).value,
                    sessions,
                    averageSeconds,
                  ]),
                ]
              : null
          }
        />
      }
    >
      <Comparison now={answer.data} compared={compared} figuresOf={pathsFigures} />
      <PathsResult answer={answer} compared={compared} body={body} isByName={value.nodeProperty === ''} />
      <Definition
        text={pathsDefinition(value, days, segment, world)}
        warnings={[
          smallSampleWarning(answer.data?.sessions ?? 0, world),
          answer.data?.truncated
            ? world.t('shownOf', {
                shown: answer.data.truncated.shown,
                total: formatCount(answer.data.truncated.total),
              })
            : null,
        ]}
      />
    </AnalysisLayout>
  );
}

/** What paths count, in sentences made from their settings. */
function pathsDefinition(settings: PathsSettings, days: DateRange, segment: string | null, world: World): string {
  const dates = formatRange(days.from, days.to, world.language);
  const gap = gapWords(settings.gapMinutes, world.language);
  const { startPoint, endPoint, stepLimit, nodeLimit } = settings;
  const audience = audienceWords(settings, segment, world);
  const [start, end] = [startPoint, endPoint].map((point) => (point === '' ? '' : eventName(point, world)));
  if (world.language === 'zh-CN') {
    return [
      `一条路径是 ${dates} 期间一位客户的一次会话：停顿超过 ${gap} 即算新会话；连续重复的同一事件合为一步。数字是会话数，不是人数。`,
      start ? `路径从首次“${start}”开始，没有它的会话不计入。` : '',
      end ? `路径到“${end}”为止，没有它的会话不计入。` : '',
      `显示前 ${stepLimit} 步；会话最多的 ${nodeLimit} 个节点单列，其余合为“其他”。`,
      audience,
    ].join('');
  }
  return [
    `A path is one session of one person in ${dates}: a pause of more than ${gap} begins a new one, and immediate repeats of an event are one step. Figures are sessions, not people.`,
    start ? `Paths begin with the first “${start}”; sessions without it are left out.` : '',
    end ? `Paths end with “${end}”; sessions without it are left out.` : '',
    `The first ${stepLimit} steps are shown; the ${nodeLimit} nodes with most sessions by name, all others as “Everything else”.`,
    audience,
  ]
    .filter(Boolean)
    .join(' ');
}

function gapWords(minutes: number, language: 'en' | 'zh-CN'): string {
  const [day, hour, minute] = language === 'zh-CN' ? [' 天', ' 小时', ' 分钟'] : [' days', ' hours', ' minutes'];
  if (minutes % 1440 === 0) return `${minutes / 1440}${day}`;
  return minutes % 60 === 0 ? `${minutes / 60}${hour}` : `${minutes}${minute}`;
}
