import {
  type DimensionBody,
  type MeasureBody,
  type MemberDefinition,
  type MemberFormat,
  type ModelCondition,
  memberDefinitionInput,
} from '../../../contract/model.ts';
import type { Member } from '../../queries/index.ts';

export type MemberType = MemberDefinition['type'];
export type Body = MeasureBody | DimensionBody;

/** A definition while it is typed: complete in shape, not yet in content. */
export interface Draft {
  type: MemberType;
  view: string;
  name: string;
  /** The name was typed, so it no longer follows the title. */
  isNamed: boolean;
  words: Record<'zh-CN' | 'en', { title: string; description: string }>;
  format: MemberFormat;
  body: Body;
}

export const measureKinds = ['filtered', 'aggregate', 'ratio', 'share', 'last', 'formula'] as const;
export const dimensionKinds = ['groups', 'cases', 'bins', 'text', 'date', 'formula'] as const;
export type MeasureKind = (typeof measureKinds)[number];
export type DimensionKind = (typeof dimensionKinds)[number];

export const emptyCondition: ModelCondition = { member: '', operator: 'equals', values: [] };

/** What a kind of definition begins with. */
export function emptyBody(type: MemberType, kind: MeasureKind | DimensionKind): Body {
  if (kind === 'formula') return { kind, text: '' };
  if (type === 'measure') {
    switch (kind as MeasureKind) {
      case 'filtered':
      case 'share':
        return { kind: kind as 'filtered' | 'share', measure: '', conditions: [emptyCondition] };
      case 'aggregate':
        return { kind: 'aggregate', function: 'count', member: null, conditions: [] };
      case 'ratio':
        return { kind: 'ratio', over: '', under: '' };
      default:
        return { kind: 'last', member: '', by: '', conditions: [] };
    }
  }
  switch (kind as DimensionKind) {
    case 'groups':
      return { kind: 'groups', member: '', groups: [{ label: '', values: [] }], other: null };
    case 'cases':
      return { kind: 'cases', cases: [{ label: '', conditions: [emptyCondition] }], otherwise: null };
    case 'bins':
      return { kind: 'bins', member: '', edges: [] };
    case 'text':
      return { kind: 'text', member: '', part: 'first', count: 2, mark: '-' };
    default:
      return { kind: 'date', member: '', part: 'month' };
  }
}

export function emptyDraft(type: MemberType, view: string): Draft {
  const words = { title: '', description: '' };
  return {
    ...{ type, view, name: '', isNamed: false, words: { 'zh-CN': words, en: words }, format: 'number' },
    body: emptyBody(type, type === 'measure' ? 'filtered' : 'groups'),
  };
}

export function draftOf(definition: MemberDefinition): Draft {
  return { ...definition, isNamed: true, format: definition.type === 'measure' ? definition.format : 'number' };
}

/** The definition as it would be saved; null while something is missing. One title serves both languages until two are given. */
export function definitionOf(draft: Draft): MemberDefinition | null {
  const { 'zh-CN': zh, en } = draft.words;
  const words = {
    'zh-CN': { title: zh.title || en.title, description: zh.description },
    en: { title: en.title || zh.title, description: en.description },
  };
  const { type, view, name, format, body } = draft;
  const input = { type, view, name, words, body: tidied(body), ...(type === 'measure' ? { format } : {}) };
  return memberDefinitionInput.safeParse(input).data ?? null;
}

/** The same with a stand-in name and title, to be tried before either is chosen. */
export function triableOf(draft: Draft): MemberDefinition | null {
  const name = draft.name || 'new_one';
  const title = draft.words.en.title || draft.words['zh-CN'].title || name;
  return definitionOf({ ...draft, name, words: { ...draft.words, en: { ...draft.words.en, title } } });
}

function tidied(body: Body): Body {
  if ('conditions' in body && (body.kind === 'aggregate' || body.kind === 'last')) {
    return { ...body, conditions: body.conditions.filter(({ member }) => member !== '') };
  }
  return body;
}

/** `Web revenue 2` → `web_revenue_2`; Chinese titles give nothing to go by. */
export function nameFrom(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .replace(/_+$/, '')
    .slice(0, 60);
}

/** Members of a view that can stand in a place. */
export function membersFor(
  members: ReadonlyMap<string, Member>,
  view: string,
  kind: Member['kind'],
  types: readonly Member['type'][],
): Member[] {
  return [...members.values()].filter(
    (one) => one.kind === kind && one.name.startsWith(`${view}.`) && types.includes(one.type),
  );
}
