import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BoardInput, boardInput, chartKinds, type Tile } from '../../../../contract/boards.ts';
import { compact, overlap, tabOf } from '../edit/layout.ts';
import { onTab } from '../edit/tile-edits.ts';
import { boardDifference, type VersionWords } from './board-difference.ts';
import { withSettingsOf, withTileOf } from './restore.ts';

const title = { 'zh-CN': '看板', en: 'Board' };
const tile = (id: string, part: object = {}) => ({
  ...{ id, kind: 'section', title, placement: { x: 0, y: 0, w: 12, h: 1 } },
  ...part,
});
const chart = (id: string, part: object = {}) =>
  tile(id, { kind: 'chart', chart: 'bar', measures: ['orders.revenue'], dimensions: ['orders.country'], ...part });
const board = (tiles: object[], part: object = {}) => boardInput.parse({ title, tiles, ...part });
const words: VersionWords = {
  ofTile: (setting, of) => (setting === 'title' ? of.title.en : ''),
  ofBoard: (setting, of) => (setting === 'title' ? of.title.en : ''),
};
const compared = (before: BoardInput, after: BoardInput) => boardDifference(before, after, words);
/** Which settings of a tile differ. */
const settings = (before: object, after: object) =>
  compared(board([before]), board([after])).tiles.flatMap((one) => one.settings.map(({ setting }) => setting));

describe('two versions of a board', () => {
  it('tell what came, went, changed and only moved, in that order', () => {
    const before = board([tile('a'), tile('b'), tile('c'), chart('d', { placement: { x: 0, y: 1, w: 4, h: 4 } })]);
    const after = board([
      tile('b', { placement: { x: 0, y: 4, w: 6, h: 1 } }),
      tile('e'),
      tile('a', { title: { ...title, en: 'Other' } }),
      chart('d', { placement: { x: 0, y: 1, w: 4, h: 4 } }),
    ]);
    const { tiles } = compared(before, after);
    expect(tiles.map(({ id, change }) => [id, change])).toEqual([
      ['a', 'changed'],
      ['e', 'added'],
      ['c', 'removed'],
      ['b', 'moved'],
      // The heading it stands under is another one.
      ['d', 'moved'],
    ]);
    expect(tiles[0]?.settings).toEqual([{ setting: 'title', before: 'Board', after: 'Other', isInDetails: false }]);
    expect(tiles[3]?.settings.map(({ setting }) => setting)).toEqual(['place', 'size']);
    expect(tiles[4]?.settings.map(({ setting }) => setting)).toEqual(['section']);
  });

  it('are the same in whatever order tiles and keys come', () => {
    const one = board([tile('a'), chart('b')]);
    const turned = Object.fromEntries(Object.entries(chart('b')).toReversed());
    expect(compared(one, board([turned, tile('a')]))).toEqual({ board: [], tiles: [] });
  });

  it.each<[string, object]>([
    ['kind', { chart: 'pie' }],
    ['title', { title: { ...title, 'zh-CN': '别的' } }],
    ['subtitle', { subtitle: title }],
    ['measures', { measures: ['orders.count'] }],
    ['dimensions', { dimensions: ['orders.channel'] }],
    ['step', { granularity: 'month' }],
    ['dates', { range: { kind: 'all' } }],
    ['timeField', { timeMember: 'events.occurred_at' }],
    ['filters', { filters: [{ member: 'orders.country', operator: 'equals', values: ['France'] }] }],
    ['ignores', { ignores: ['orders.country'] }],
    ['comparedWith', { against: 'target' }],
    ['target', { target: { kind: 'fixed', value: 5 } }],
    ['limit', { limit: 3 }],
    ['hasOther', { hasOther: true }],
    ['stacking', { stacking: 'percent' }],
    ['horizontal', { isHorizontal: true }],
    ['secondAxis', { secondAxis: ['orders.revenue'] }],
    ['map', { map: 'china' }],
    ['look', { look: { palette: 'tol-bright' } }],
    ['place', { placement: { x: 0, y: 3, w: 12, h: 1 } }],
    ['size', { placement: { x: 0, y: 0, w: 4, h: 1 } }],
  ])('differ in the setting that differs, and in no other: %s', (setting, part) => {
    expect(settings(chart('a'), chart('a', part))).toEqual([setting]);
  });

  it('name what the settings of other kinds of tiles are', () => {
    const number = (part: object) => tile('a', { kind: 'number', comparisons: [], sparkline: false, ...part });
    const rule = { of: 'value', operator: 'gte', bound: 1, status: 'good' };
    const plain = number({ measure: 'orders.revenue' });
    expect(settings(plain, number({ measure: 'orders.revenue', rules: [rule], sparkline: true }))).toEqual([
      'rules',
      'sparkline',
    ]);
    expect(settings(tile('a', { kind: 'text', text: 'a' }), tile('a', { kind: 'text', text: 'b' }))).toEqual(['text']);
    const funnel = (event: string) =>
      tile('a', { kind: 'analysis', analysis: 'funnel', question: { steps: [{ event }] } });
    expect(settings(funnel('visit'), funnel('order'))).toEqual(['question']);
  });

  it('keep a measure that stays when a tile becomes one of another kind', () => {
    const number = tile('a', { kind: 'number', measure: 'orders.revenue', comparisons: [], sparkline: false });
    for (const kind of chartKinds)
      expect(settings(number, chart('a', { chart: kind, dimensions: [] }))).toEqual(['kind', 'limit']);
  });

  it('tell a tab that a tile went to, and none where only its number is another', () => {
    const tabs = [
      { id: 'one', title },
      { id: 'two', title },
    ];
    const on = (tab: string | null) => board([tile('a', { tab })], { tabs });
    expect(compared(on(null), on('one')).tiles).toEqual([]);
    expect(compared(on('one'), on('two')).tiles.map(({ change, settings: of }) => [change, of[0]?.setting])).toEqual([
      ['moved', 'tab'],
    ]);
  });

  it('tell what changed of the board itself, also where it reads alike', () => {
    const before = board([]);
    const after = board([], {
      title: { ...title, en: 'Sales' },
      refreshSeconds: 30,
      filterMembers: ['orders.country'],
    });
    expect(compared(before, after).board).toEqual([
      { setting: 'title', before: 'Board', after: 'Sales', isInDetails: false },
      { setting: 'boardFilters', before: '', after: '', isInDetails: true },
      { setting: 'refreshSeconds', before: '', after: '', isInDetails: true },
    ]);
    expect(compared(before, board([], { defaultRange: 'latest-month' })).board).toEqual([]);
  });
});

describe('one tile of an old version', () => {
  const at = (x: number, y: number, w = 6, h = 2) => ({ placement: { x, y, w, h } });
  const overlaps = ({ tiles }: BoardInput) =>
    tiles.some(({ placement: a }, index) =>
      tiles
        .slice(index + 1)
        .some(({ placement: b }) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h),
    );
  const old = board([chart('a', at(0, 0)), chart('b', at(6, 0)), chart('c', at(0, 2))]);
  const find = ({ tiles }: BoardInput, id: string): Tile | undefined => tiles.find((one) => one.id === id);

  it('comes back with its settings and its place, and no other tile changes', () => {
    const now = board([
      chart('b', at(0, 0)),
      chart('a', { limit: 3, ...at(6, 0, 3, 4) }),
      chart('c', { limit: 9, ...at(0, 4) }),
    ]);
    const next = withTileOf(now, old, 'a');
    expect(find(next, 'a')).toEqual(find(old, 'a'));
    expect(overlaps(next)).toBe(false);
    expect(compared(now, next).tiles.map(({ id, change }) => [id, change])).toEqual([
      ['a', 'changed'],
      ['b', 'moved'],
    ]);
  });

  it('comes back where it stood when it was removed since, and goes when it was added since', () => {
    const without = board([chart('b', at(0, 0)), chart('c', at(6, 0)), chart('new', at(0, 2))]);
    const back = withTileOf(without, old, 'a');
    expect(find(back, 'a')?.placement).toEqual(find(old, 'a')?.placement);
    expect(overlaps(back)).toBe(false);
    expect(withTileOf(without, old, 'new').tiles.map(({ id }) => id)).toEqual(['b', 'c']);
    expect(withTileOf(without, old, 'nobody')).toEqual(without);
  });

  it('comes back on the first tab where its own is gone, and leaves the one it went to', () => {
    const tabs = (...ids: string[]) => ({ tabs: ids.map((id) => ({ id, title })) });
    const before = board([chart('a', { tab: 'two', ...at(0, 0) })], tabs('one', 'two'));
    const now = board(
      [chart('a', { tab: 'one', ...at(0, 0) }), chart('b', { tab: 'one', ...at(0, 2) })],
      tabs('one', 'two'),
    );
    const next = withTileOf(now, before, 'a');
    expect(next.tiles.map(({ id, tab, placement }) => [id, tab, placement.y])).toEqual([
      ['b', 'one', 0],
      ['a', 'two', 0],
    ]);
    expect(find(withTileOf(board([], tabs('one')), before, 'a'), 'a')?.tab).toBe('one');
  });

  it('is left alone when only the settings of the board come back', () => {
    const now = board([chart('z')], { refreshSeconds: 30 });
    expect(withSettingsOf(now, old)).toEqual({ ...now, refreshSeconds: null });
  });
});

describe('the tabs of an old version', () => {
  const tabIds = ['one', 'two', 'three'];
  const tabs = fc.shuffledSubarray(tabIds).map((ids) => ids.map((id) => ({ id, title })));
  const place = fc
    .record({ x: fc.nat(11), y: fc.nat(8), w: fc.integer({ min: 1, max: 12 }), h: fc.integer({ min: 1, max: 4 }) })
    .map((one) => ({ ...one, x: Math.min(one.x, 12 - one.w) }));
  const spot = fc.record({ tab: fc.constantFrom(null, ...tabIds), placement: place });
  /** Tiles of one tab that share a cell. */
  const clashes = ({ tiles, tabs: all }: BoardInput) =>
    tiles.flatMap((one, index) =>
      tiles
        .slice(index + 1)
        .filter((other) => tabOf(one, all) === tabOf(other, all) && overlap(one.placement, other.placement))
        .map((other) => [one.id, other.id]),
    );

  it('bring tiles of several tabs onto one without one on the other, and lose none', () => {
    fc.assert(
      fc.property(tabs, tabs, fc.array(spot, { maxLength: 10 }), (before, after, spots) => {
        const loose = board(
          spots.map((one, index) => chart(`t${index}`, one)),
          { tabs: before },
        );
        const now = [null, ...tabIds].reduce((all, tab) => onTab(all, tab, compact), loose);
        const next = withSettingsOf(now, board([], { tabs: after }));
        expect(clashes(now)).toEqual([]);
        expect(clashes(next)).toEqual([]);
        expect(next.tabs).toEqual(after);
        const sizes = ({ tiles }: BoardInput) =>
          tiles.map(({ id, placement: { w, h } }) => `${id} ${w} ${h}`).toSorted();
        expect(sizes(next)).toEqual(sizes(now));
      }),
    );
  });

  it('leave the tiles of the first tab where they stood and put those of the tab that goes below them', () => {
    const at = (tab: string, x: number, y: number) => ({ tab, placement: { x, y, w: 6, h: 2 } });
    const now = board([chart('a', at('one', 6, 0)), chart('b', at('two', 0, 0)), chart('c', at('two', 6, 0))], {
      tabs: ['one', 'two'].map((id) => ({ id, title })),
    });
    const places = ({ tiles }: BoardInput) => tiles.map(({ id, tab, placement: { x, y } }) => [id, tab, x, y]);
    const one = withSettingsOf(now, board([], { tabs: now.tabs.slice(0, 1) }));
    expect(places(one)).toEqual([
      ['a', 'one', 6, 0],
      ['b', 'one', 0, 0],
      ['c', 'one', 6, 2],
    ]);
    // A sheet that only gets a name stays as it is.
    const bare = board([chart('a', { placement: { x: 6, y: 0, w: 6, h: 2 } })]);
    expect(withSettingsOf(bare, now).tiles).toEqual(bare.tiles);
  });
});
