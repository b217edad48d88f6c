import {
  type BoardScope,
  bestComparison,
  type CubeQuery,
  changeOf,
  type DateRange,
  figure,
  isWithinSlice,
  type Member,
  type Members,
  queryBuilder,
  rangeOf,
  tileTarget,
  unknownMember,
  viewOf,
} from '../../../contract/board-queries/index.ts';
import type { Board, TileOf } from '../../../contract/boards.ts';
import type { Briefing, BriefingSentence } from '../../../contract/briefing.ts';
import type { Slice, View } from '../../../contract/exports.ts';
import { formatDay } from '../../../contract/format/dates.ts';
import { formatChange, formatShort } from '../../../contract/format/numbers.ts';
import type { Language, LocalizedText } from '../../../contract/language.ts';
import { distanceOf } from '../alerts/conditions.ts';
import { newestWholeDay, weekdaysOf } from '../alerts/weekdays.ts';
import type { Reader, ReportFigures } from '../figures.ts';
import { contributions } from './contributions.ts';

interface Context {
  figures: ReportFigures;
  reader: Reader;
  board: Board;
  scope: BoardScope;
  members: Record<Language, Members>;
  currency: string;
}

const unusual = 3.5;
const mostSentences = 14;
/** A move smaller than this is none worth a sentence of reasons. */
const smallMove = 0.02;

/**
 * What a board says, in sentences: what moved and by how much, which values explain it, what misses its target, what
 * is unusual. Made by rules from the same questions as the tiles; every sentence carries its figures.
 */
export async function writeBriefing(
  board: Board,
  { view, slice }: { view: View; slice: Slice | null },
  base: { figures: ReportFigures; reader: Reader },
): Promise<Briefing> {
  const { figures, reader } = base;
  const scope = await figures.scope(board, view, slice);
  const members = {
    'zh-CN': await figures.members({ ...reader, language: 'zh-CN' }),
    en: await figures.members({ ...reader, language: 'en' }),
  };
  const context: Context = { ...base, board, scope, members, currency: figures.workspace().currency };
  const compared = bestComparison(scope.range, scope.data);
  const sentences: (BriefingSentence & { subject: string })[] = [];
  const [failed, leftOut]: [string[], string[]] = [[], []];
  for (const tile of board.tiles) {
    if (tile.kind !== 'number') continue;
    if (slice?.unreached === 'leave_out' && !isWithinSlice(tile, scope, members.en)) {
      leftOut.push(tile.id);
      continue;
    }
    try {
      sentences.push(...(await sentencesOf(tile, context)).map((one) => ({ ...one, subject: tile.id })));
    } catch {
      failed.push(tile.id);
    }
  }
  return {
    board: board.id,
    title: board.title,
    ...scope.range,
    comparedFrom: compared?.period.range.from ?? null,
    comparedTo: compared?.period.range.to ?? null,
    sentences: inOrder(sentences).slice(0, mostSentences),
    failed,
    leftOut,
  };
}

const kindOrder: BriefingSentence['kind'][] = ['moved', 'level', 'explained', 'target', 'unusual'];

/** What matters most first, with its reasons right behind it. */
function inOrder(sentences: readonly (BriefingSentence & { subject: string })[]): BriefingSentence[] {
  const weightOf = (subject: string) =>
    Math.max(
      ...sentences.filter((one) => one.subject === subject && one.kind !== 'explained').map((one) => one.weight),
    );
  return sentences
    .toSorted(
      (a, b) =>
        weightOf(b.subject) - weightOf(a.subject) ||
        (a.subject < b.subject
          ? -1
          : a.subject > b.subject
            ? 1
            : kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind)),
    )
    .map(({ subject: _, ...sentence }) => sentence);
}

async function sentencesOf(tile: TileOf<'number'>, context: Context): Promise<BriefingSentence[]> {
  const { figures, reader, scope, members } = context;
  const member = members.en.get(tile.measure) ?? unknownMember(tile.measure);
  const range = rangeOf(tile, scope);
  const { query, timeMember } = queryBuilder(tile, [tile.measure], scope, members.en);
  const valueIn = async (days: DateRange) => figure((await figures.load(query(days), reader)).data[0]?.[tile.measure]);
  const now = await valueIn(range);
  if (now === null) return [];
  const compared = bestComparison(range, scope.data);
  const before = compared ? await valueIn(compared.period.range) : null;
  const result: BriefingSentence[] = [];
  const change = changeOf(now, before, member.unit);
  const names = { 'zh-CN': tile.title['zh-CN'], en: tile.title.en };
  const say = written(member, context.currency);
  if (compared && before !== null && change) {
    const against = {
      'zh-CN': compared.comparison === 'previous_year' ? '去年同期' : '上期',
      en: compared.comparison === 'previous_year' ? 'the same period last year' : 'the previous period',
    };
    const size = Math.abs(change.value);
    result.push({
      kind: 'moved',
      tileId: tile.id,
      weight: size + 1,
      words: both((language) => {
        const moved = formatChange(change, language);
        return language === 'zh-CN'
          ? `${names['zh-CN']} ${say(now, language)}，较${against['zh-CN']}（${say(before, language)}）${moved}。`
          : `${names.en}: ${say(now, language)}, ${moved} against ${against.en} (${say(before, language)}).`;
      }),
      figures: { now, before, change: change.value },
    });
    if (member.isAdditive && size >= smallMove) {
      result.push(
        ...(await reasons({
          tile,
          member,
          query,
          range,
          earlier: compared.period.range,
          now,
          before,
          weight: size,
          context,
        })),
      );
    }
  } else {
    result.push({
      kind: 'level',
      tileId: tile.id,
      weight: 0.5,
      words: both((language) =>
        language === 'zh-CN'
          ? `${names['zh-CN']} ${say(now, language)}，没有可比的前期数据。`
          : `${names.en}: ${say(now, language)}; there is nothing earlier to compare it with.`,
      ),
      figures: { now, before: null, change: null },
    });
  }
  const target = tileTarget(tile, member, range, scope);
  if (target !== null && target !== 0 && now < target) {
    const share = now / target;
    result.push({
      kind: 'target',
      tileId: tile.id,
      weight: 1.5 + (1 - share),
      words: both((language) =>
        language === 'zh-CN'
          ? `${names['zh-CN']}完成目标 ${say(target, language)} 的 ${(share * 100).toFixed(1)}%。`
          : `${names.en} has reached ${(share * 100).toFixed(1)}% of its target of ${say(target, language)}.`,
      ),
      figures: { now, target, share },
    });
  }
  if (member.isAdditive) result.push(...(await unusualDay({ tile, member, query, range, timeMember, context })));
  return result;
}

interface ReasonsOf {
  tile: TileOf<'number'>;
  member: Member;
  query: (days: DateRange) => CubeQuery;
  range: DateRange;
  earlier: DateRange;
  now: number;
  before: number;
  weight: number;
  context: Context;
}

/** The dimension whose values account for most of the change: of those the board ranks or filters by. */
async function reasons(of: ReasonsOf): Promise<BriefingSentence[]> {
  const { tile, member, query, range, earlier, now, before, weight, context } = of;
  const { board, figures, reader, members, currency } = context;
  const ranked = board.tiles.flatMap((one) => (one.kind === 'ranking' ? [one.dimension] : []));
  const dimensions = [...new Set([...ranked, ...board.filterMembers])]
    .filter((name) => viewOf(name) === viewOf(tile.measure) && !isOneValue(name, context.scope))
    .slice(0, 4);
  const grouped = async (days: DateRange, dimension: string) => {
    const { data } = await figures.load({ ...query(days), dimensions: [dimension], limit: 5000 }, reader);
    return new Map(data.map((row) => [String(row[dimension] ?? ''), figure(row[tile.measure]) ?? 0]));
  };
  let best: { dimension: string; parts: ReturnType<typeof contributions> } | null = null;
  for (const dimension of dimensions) {
    const parts = contributions(
      await grouped(range, dimension),
      await grouped(earlier, dimension),
      { now, before },
      '',
    );
    if (best === null || (parts[0]?.share ?? 0) > (best.parts[0]?.share ?? 0)) best = { dimension, parts };
  }
  const named = best?.parts.filter(({ value, share }) => value !== '' && share > 0.05).slice(0, 2) ?? [];
  if (best === null || named.length === 0) return [];
  const { dimension } = best;
  const say = written(member, currency);
  const list = (language: Language) =>
    named
      .map((part) => {
        const moved = `${part.now >= part.before ? '+' : '\u2212'}${say(Math.abs(part.now - part.before), language)}`;
        const share = `${(part.share * 100).toFixed(0)}%`;
        return language === 'zh-CN'
          ? `${part.value}（${moved}，占变动的 ${share}）`
          : `${part.value} (${moved}, ${share} of the change)`;
      })
      .join(language === 'zh-CN' ? '、' : ' and ');
  const title = (language: Language) => members[language].get(dimension)?.title ?? dimension;
  return [
    {
      kind: 'explained',
      tileId: board.tiles.find((one) => one.kind === 'ranking' && one.dimension === dimension)?.id ?? tile.id,
      weight: weight + 0.9,
      words: both((language) =>
        language === 'zh-CN'
          ? `按${title(language)}看，${tile.title['zh-CN']}的变动主要来自${spaced(list(language))}。`
          : `By ${title(language).toLowerCase()}, ${tile.title.en.toLowerCase()} moved mostly with ${list(language)}.`,
      ),
      figures: Object.fromEntries(
        named.flatMap((part, index) => [
          [`now${index + 1}`, part.now],
          [`before${index + 1}`, part.before],
          [`share${index + 1}`, part.share],
        ]),
      ),
    },
  ];
}

/** Latin words keep a distance from Chinese ones. */
const spaced = (text: string) => (/^[!-~]/.test(text) ? ` ${text}` : text);

/** Where only one value is left, it is the whole and explains nothing. */
function isOneValue(dimension: string, { filters }: BoardScope): boolean {
  return filters.some(({ member, values }) => member === dimension && values.length === 1);
}

async function unusualDay(of: {
  tile: TileOf<'number'>;
  member: Member;
  query: (days: DateRange) => CubeQuery;
  range: DateRange;
  timeMember: string;
  context: Context;
}): Promise<BriefingSentence[]> {
  const { tile, member, query, range, timeMember, context } = of;
  const { figures, reader, scope, currency } = context;
  const day = newestWholeDay(range, scope.data);
  const { latest, before } = await weekdaysOf(day, {
    ...{ query, member, timeMember, firstDay: scope.data.from, figures, reader },
  });
  if (latest === null || before.length < 4) return [];
  const { usual, distance } = distanceOf(latest, before);
  if (Math.abs(distance) < unusual) return [];
  const say = written(member, currency);
  return [
    {
      kind: 'unusual',
      tileId: tile.id,
      weight: 1.2,
      words: both((language) =>
        language === 'zh-CN'
          ? `${formatDay(day, language)}（${weekdayOf(day, language)}）${tile.title['zh-CN']} ${say(latest, language)}，往常${weekdayOf(day, language)}约为 ${say(usual, language)}，明显${distance > 0 ? '偏高' : '偏低'}。`
          : `${tile.title.en}: ${say(latest, language)} on ${weekdayOf(day, language)} ${formatDay(day, language)}; that weekday usually has ${say(usual, language)}. Unusually ${distance > 0 ? 'high' : 'low'}.`,
      ),
      figures: { latest, usual, distance },
    },
  ];
}

/** `星期二`, `Tuesday`. */
function weekdayOf(day: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

function written({ unit }: Member, currency: string) {
  return (value: number, language: Language) => formatShort(value, { unit, currency, language });
}

function both(word: (language: Language) => string): LocalizedText {
  return { 'zh-CN': word('zh-CN'), en: word('en') };
}
