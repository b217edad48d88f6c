import type { MemberDefinition } from '../../contract/model.ts';
import { namesIn } from './custom-scope.ts';

/** Names of the members a definition is made of. */
export function usedBy(definition: MemberDefinition): string[] {
  const { body } = definition;
  const names: string[] = [];
  if (body.kind === 'formula') return namesIn(body.text);
  if ('member' in body && body.member !== null) names.push(body.member);
  if ('by' in body) names.push(body.by);
  if ('measure' in body) names.push(body.measure);
  if ('over' in body) names.push(body.over, body.under);
  if ('conditions' in body) names.push(...body.conditions.map(({ member }) => member));
  if (body.kind === 'cases') {
    names.push(...body.cases.flatMap(({ conditions }) => conditions.map(({ member }) => member)));
  }
  return names;
}
