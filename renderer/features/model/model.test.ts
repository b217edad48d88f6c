import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import type { ModelCube } from '../../../contract/model.ts';
import { definitionOf, emptyDraft, nameFrom, triableOf } from './draft.ts';
import { yamlCompletions } from './yaml-completions.ts';

describe('a definition while it is typed', () => {
  it.each([
    ['Web revenue 2', 'web_revenue_2'],
    ['  % of café sales!', 'of_cafe_sales'],
    ['销售额', ''],
    ['2024 revenue', 'revenue'],
  ])('gives %s the name %s', (title, name) => expect(nameFrom(title)).toBe(name));

  it('is no definition until everything is there; one title serves both languages', () => {
    const draft = emptyDraft('measure', 'orders');
    expect([definitionOf(draft), triableOf(draft)]).toEqual([null, null]);
    const body = { kind: 'ratio', over: 'orders.revenue', under: 'orders.count' } as const;
    const tried = triableOf({ ...draft, body });
    expect(tried?.name).toBe('new_one');
    expect(definitionOf({ ...draft, body })).toBeNull();
    const words = { 'zh-CN': { title: '客单价', description: '' }, en: { title: '', description: '' } };
    expect(definitionOf({ ...draft, body, words, name: 'value' })?.words.en.title).toBe('客单价');
  });
});

const cube = (name: string, members: string[]): ModelCube => ({
  ...{ name, kind: 'cube', title: name, isPublic: false, file: `${name}.yml`, origin: 'built-in', joins: [], from: [] },
  members: members.map((member) => ({
    ...{ name: member, kind: 'dimension', type: 'string', title: member, isPublic: true, governedId: null },
  })),
});
const cubes = [cube('base_orders', ['channel', 'country']), cube('base_profiles', ['display_name'])];

/** What is offered where `|` stands. */
function offered(text: string): string[] {
  const at = text.indexOf('|');
  const state = EditorState.create({ doc: text.replace('|', '') });
  const result = yamlCompletions(cubes)(new CompletionContext(state, at, true));
  return (result?.options ?? []).map(({ label }) => label);
}

describe('completion in a file of the model', () => {
  it('knows the keys of the place', () => {
    expect(offered('|')).toEqual(['cubes', 'views']);
    expect(offered('cubes:\n  - name: a\n    |')).toContain('sql_table');
    expect(offered('cubes:\n  - name: a\n    measures:\n      - na|')).toContain('filters');
    expect(offered('cubes:\n  - name: a\n    measures:\n      - name: x\n        |')).not.toContain('sql_table');
    expect(offered('views:\n  - name: a\n    cubes:\n      - |')).toContain('join_path');
  });

  it('knows the values of a key and the members inside braces', () => {
    expect(offered('cubes:\n  - name: a\n    measures:\n      - name: x\n        type: |')).toContain('count_distinct');
    expect(offered('cubes:\n  - name: a\n    extends: |')).toEqual(['base_orders', 'base_profiles']);
    expect(offered('cubes:\n  - name: base_orders\n    sql: "{|')).toEqual([
      'CUBE',
      'channel',
      'country',
      'base_orders',
      'base_profiles',
    ]);
    expect(offered('cubes:\n  - name: a\n    sql: "{base_profiles.|')).toEqual(['display_name']);
  });
});
