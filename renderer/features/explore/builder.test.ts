import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReportDefinition } from '../../../contract/reports.ts';
import { type Member, unknownMember } from '../../queries/index.ts';
import { decodeDefinition, encodeDefinition } from './address.ts';
import {
  addField,
  defaultShelf,
  emptyDefinition,
  mayDrop,
  missingMembers,
  moveChip,
  removeChip,
  shelves,
  subjectOf,
} from './definition.ts';
import { searchMembers } from './search-fields.ts';

const dimension = (name: string, more: Partial<Member> = {}): Member => ({
  ...unknownMember(name),
  kind: 'dimension',
  type: 'string',
  ...more,
});
const measure = (name: string, more: Partial<Member> = {}): Member => ({ ...unknownMember(name), ...more });
const country = dimension('orders.country', { title: '国家', synonyms: ['market', '地区'] });
const channel = dimension('orders.channel', { title: '渠道' });
const time = dimension('orders.ordered_at', { title: '下单时间', type: 'time' });
const revenue = measure('orders.revenue', {
  title: '销售额',
  synonyms: ['turnover', '营收'],
  description: 'Net of all documents',
});
const members = new Map([country, channel, time, revenue].map((one) => [one.name, one]));
const built = [country, channel].reduce(
  (one, member) => addField(one, member, 'rows'),
  addField(emptyDefinition, revenue, 'values'),
);

describe('definition', () => {
  it('puts figures on values, times across and everything else on rows when asked to choose', () => {
    expect(defaultShelf(emptyDefinition, revenue)).toBe('values');
    expect(defaultShelf(emptyDefinition, time)).toBe('rows');
    expect(defaultShelf(built, time)).toBe('columns');
    expect(subjectOf(built)).toBe('orders');
  });

  it('keeps figures off the axes and groups off the values', () => {
    expect(shelves.filter((shelf) => mayDrop(revenue, shelf))).toEqual(['values', 'filters', 'size', 'tooltip']);
    expect(addField(built, revenue, 'rows')).toBe(built);
  });

  it('moves a field along its shelf and to the other axis with its settings', () => {
    const order = (one: ReportDefinition) => one.pivot.rows.map((field) => field.member);
    expect(order(moveChip(built, { shelf: 'rows', index: 0 }, 'rows', 2, members))).toEqual([
      'orders.channel',
      'orders.country',
    ]);
    expect(order(moveChip(built, { shelf: 'rows', index: 1 }, 'rows', 0, members))).toEqual([
      'orders.channel',
      'orders.country',
    ]);
    const across = moveChip(built, { shelf: 'rows', index: 0 }, 'columns', 0, members);
    expect([order(across), across.pivot.columns[0]?.id]).toEqual([['orders.channel'], built.pivot.rows[0]?.id]);
  });

  it('forgets sorts, first-so-many and formats of a value that is taken away', () => {
    const id = built.pivot.values[0]?.id ?? '';
    const sorted: ReportDefinition = {
      ...built,
      pivot: {
        ...built.pivot,
        rows: built.pivot.rows.map((field) => ({
          ...field,
          sort: { by: 'value', direction: 'desc', valueId: id, path: [] },
        })),
      },
      formats: [{ id: 'f', kind: 'bar', valueId: id, cells: 'members', tone: 'blue' }],
    };
    const rest = removeChip(sorted, { shelf: 'values', index: 0 });
    expect([rest.formats, rest.pivot.rows.map((field) => field.sort.by)]).toEqual([[], ['label', 'label']]);
  });

  it('says which fields the data model has lost', () => {
    expect([...missingMembers(built, new Map([[country.name, country]]))].sort()).toEqual([
      'orders.channel',
      'orders.revenue',
    ]);
  });

  it('comes back from its address whole, whatever its texts', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.array(fc.string({ unit: 'binary', maxLength: 20 })),
        (name, values) => {
          const definition = {
            ...built,
            titles: { a: name },
            pivot: { ...built.pivot, filters: [{ member: 'orders.country', operator: 'equals' as const, values }] },
          };
          const wellFormed = JSON.parse(
            new TextDecoder().decode(new TextEncoder().encode(JSON.stringify(definition))),
          ) as ReportDefinition;
          const back = decodeDefinition(encodeDefinition(definition));
          expect(back?.pivot).toEqual(wellFormed.pivot);
        },
      ),
    );
    expect(decodeDefinition('not a definition')).toBeNull();
  });
});

describe('search', () => {
  const pinyin: Record<string, string> = {
    销售额: 'xiaoshoue xse',
    国家: 'guojia gj',
    渠道: 'qudao qd',
    下单时间: 'xiadanshijian xdsj',
  };
  const pinyinOf = (text: string) => pinyin[text] ?? '';
  it.each([
    ['销售', ['orders.revenue']],
    ['xse', ['orders.revenue']],
    ['turnover', ['orders.revenue']],
    ['营收', ['orders.revenue']],
    ['gj', ['orders.country']],
    ['ＣＯＵＮＴＲＹ', ['orders.country']],
    ['net documents', ['orders.revenue']],
    ['nothing like it', []],
  ])('finds %s', (search, expected) => {
    expect(searchMembers(members.values(), search, pinyinOf).map((one) => one.name)).toEqual(expected);
  });
});
