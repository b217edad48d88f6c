import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { analysisNames } from '../../../../contract/analysis-kinds.ts';
import type { BoardInput, MemberFilter, Tile } from '../../../../contract/boards.ts';
import type { LocalizedText } from '../../../../contract/language.ts';
import { reportEntryOutput } from '../../../../contract/reports.ts';
import { formatDay, formatRange } from '../../../format/index.ts';
import { useLanguage, useTranslation } from '../../../i18n/index.ts';
import { offeredPresets } from '../../../queries/index.ts';
import { request } from '../../../transport/index.ts';
import { valueLabel } from '../../tiles/index.ts';
import { useBoardState } from '../board-context.ts';
import { tabOf } from '../edit/layout.ts';
import { kindOf } from '../edit/tile-kinds.ts';
import { type BoardSetting, sectionOf, type TileSetting, type VersionWords } from './board-difference.ts';
import { useLookWords } from './use-look-words.ts';

const mostText = 1200;
const mostValues = 8;
const funnelSteps = z.object({ steps: z.array(z.object({ event: z.string() })) });

/** Settings of a board and of its tiles as people read them, in the words of the dialogs that set them. */
export function useVersionWords(): VersionWords {
  const { t } = useTranslation('boards');
  const language = useLanguage();
  const { member, scope } = useBoardState();
  const { t: board } = useTranslation('board');
  const lookText = useLookWords();
  const reports = useQuery({
    queryKey: ['reports'],
    queryFn: ({ signal }) => request('/api/v1/reports', { schema: z.array(reportEntryOutput), signal }),
  });
  const titles = (names: readonly string[]) => names.map((name) => member(name).title).join('\n');
  const both = (text: LocalizedText | undefined) =>
    text === undefined || text.en === text['zh-CN'] ? (text?.[language] ?? '') : `${text['zh-CN']} · ${text.en}`;
  const onOff = (is: boolean) => (is ? '✓' : t('none'));
  const filterText = ({ member: name, operator, values = [] }: MemberFilter) => {
    const labels = values.slice(0, mostValues).map((value) => valueLabel(name, value, language, t('blank')));
    const list = values.length > mostValues ? `${labels.join(', ')} … (${values.length})` : labels.join(', ');
    return `${member(name).title} ${t(`operators.${operator}`)} ${list}`.trim();
  };
  const targetText = ({ target }: Extract<Tile, { kind: 'number' | 'chart' }>) => {
    if (target === null) return t('none');
    if (target.kind === 'fixed') return target.value.toLocaleString(language);
    return target.kind === 'plan' ? t('targetKinds.plan') : member(target.measure).title;
  };
  const comparedText = (tile: Tile) => {
    if (tile.kind === 'number') return tile.comparisons.map((one) => t(`comparisons.${one}`)).join('\n') || t('none');
    if (tile.kind === 'trend') return tile.comparison ? t(`comparisons.${tile.comparison}`) : t('none');
    return tile.kind === 'chart' ? t(`againsts.${tile.against}`) : '';
  };
  const datesText = ({ range }: Tile) => {
    if (range.kind === 'fixed') return formatRange(range.from, range.to, language);
    const months = range.kind === 'trailing-months' ? ` · ${range.months} ${t('months')}` : '';
    return `${t(`ranges.${range.kind}`)}${months}`;
  };

  const ofTile = (setting: TileSetting, tile: Tile, { tabs, tiles, ...rest }: BoardInput): string => {
    switch (setting) {
      case 'kind':
        return t(`kinds.${kindOf(tile)}`);
      case 'title':
        return both(tile.title);
      case 'subtitle':
        return both(tile.subtitle);
      case 'report':
        return 'reportId' in tile ? (reports.data?.find(({ id }) => id === tile.reportId)?.title ?? tile.reportId) : '';
      case 'analysis':
        return 'analysis' in tile ? analysisNames[tile.analysis][language] : '';
      case 'question': {
        const steps = 'question' in tile ? funnelSteps.safeParse(tile.question).data?.steps : undefined;
        return steps ? steps.map(({ event }) => event).join(' → ') : '';
      }
      case 'measures':
        return titles('measures' in tile ? tile.measures : 'measure' in tile ? [tile.measure] : []);
      case 'dimensions':
        if ('x' in tile) return titles([tile.y, tile.x]);
        return titles('dimensions' in tile ? tile.dimensions : 'dimension' in tile ? [tile.dimension] : []);
      case 'step':
        return 'granularity' in tile ? (tile.granularity ? t(`steps.${tile.granularity}`) : t('noTime')) : '';
      case 'dates':
        return datesText(tile);
      case 'timeField':
        return member(tile.timeMember).title;
      case 'filters':
        return tile.filters.map(filterText).join('\n') || t('none');
      case 'ignores':
        return titles(tile.ignores) || t('none');
      case 'comparedWith':
        return comparedText(tile);
      case 'target':
        return 'target' in tile ? targetText(tile) : '';
      case 'rules':
        return 'rules' in tile ? tile.rules.map(ruleText).join('\n') || t('none') : '';
      case 'sparkline':
        return 'sparkline' in tile ? onOff(tile.sparkline) : '';
      case 'hasOther':
        return 'hasOther' in tile ? onOff(tile.hasOther) : '';
      case 'isFilter':
        return 'isFilter' in tile ? onOff(tile.isFilter) : '';
      case 'horizontal':
        return 'isHorizontal' in tile ? onOff(tile.isHorizontal) : '';
      case 'limit':
        return 'limit' in tile ? String(tile.limit) : '';
      case 'orderBy':
        return 'orderBy' in tile ? member(tile.orderBy).title : '';
      case 'stacking':
        return 'stacking' in tile ? t(`stackings.${tile.stacking}`) : '';
      case 'secondAxis':
        return 'secondAxis' in tile ? titles(tile.secondAxis) || t('none') : '';
      case 'map':
        return 'map' in tile ? t(`maps.${tile.map}`) : '';
      case 'look':
        return 'look' in tile ? lookText(tile.look) : '';
      case 'text':
        return 'text' in tile ? clipped(tile.text) : '';
      case 'picture':
        return 'source' in tile ? t('kinds.image') : '';
      case 'alt':
        return 'alt' in tile ? tile.alt : '';
      case 'tab':
        return both(tabs.find(({ id }) => id === tabOf(tile, tabs))?.title) || t('firstTab');
      case 'section':
        return both(sectionOf(tile, { tabs, tiles, ...rest })?.title) || t('none');
      case 'place':
        return t('placeAt', { row: tile.placement.y + 1, column: tile.placement.x + 1 });
      case 'size':
        return t('sizeOf', { width: tile.placement.w, height: tile.placement.h });
    }
  };

  const ruleText = ({ of, operator, bound, status }: Extract<Tile, { kind: 'number' }>['rules'][number]) => {
    const limit =
      of === 'target' ? bound.toLocaleString(language, { style: 'percent' }) : bound.toLocaleString(language);
    return `${t(`ruleOfs.${of}`)} ${operator === 'gte' ? '≥' : '<'} ${limit}: ${t(`statuses.${status}`)}`;
  };

  const ofBoard = (setting: BoardSetting, saved: BoardInput): string => {
    switch (setting) {
      case 'title':
        return both(saved.title);
      case 'description':
        return both(saved.description);
      case 'opensWith': {
        const wanted = saved.defaultRange ?? 'latest-month';
        const preset = offeredPresets(scope.calendar).find((one) => one === wanted);
        return preset ? board(`presets.${preset}`) : wanted;
      }
      case 'timeField':
        return member(saved.timeMember).title;
      case 'boardFilters':
        return titles(saved.filterMembers) || t('none');
      case 'tabs':
        return saved.tabs.map(({ title }) => both(title)).join('\n') || t('none');
      case 'hierarchies':
        return saved.hierarchies.map(({ members }) => members.map((name) => member(name).title).join(' → ')).join('\n');
      case 'refreshSeconds':
        return saved.refreshSeconds === null ? t('onChange') : t('everySeconds', { seconds: saved.refreshSeconds });
      case 'notes':
        return saved.notes.map(({ date, text }) => `${formatDay(date, language)} ${text}`).join('\n') || t('none');
    }
  };

  return { ofTile, ofBoard };
}

const clipped = (text: string) => (text.length > mostText ? `${text.slice(0, mostText)}…` : text);
