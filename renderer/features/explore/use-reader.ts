import { useMemo } from 'react';
import type { Language } from '../../../contract/language.ts';
import type { PivotValue } from '../../../contract/pivot.ts';
import { calculationLabel } from '../../../contract/pivot-labels.ts';
import type { ReportDefinition } from '../../../contract/reports.ts';
import type { Workspace } from '../../../contract/workspace.ts';
import { useLanguage } from '../../i18n/index.ts';
import { type DateRange, type Members, shortName } from '../../queries/index.ts';
import type { Builder } from './builder-context.ts';
import { subjectOf } from './definition.ts';

const nothing = () => undefined;

/** How the fields and values of a definition are called: by their author, else by the data model. */
export function readerOf(
  definition: ReportDefinition,
  members: Members,
  language: Language,
): Pick<Builder, 'fieldTitle' | 'valueTitle'> {
  return {
    fieldTitle: (id, member) => definition.titles[id] || (members.get(member)?.title ?? shortName(member)),
    valueTitle: (value: PivotValue) => {
      const own = definition.titles[value.id];
      if (own) return own;
      const { source } = value;
      const formula = (id: string) => definition.pivot.formulas.find((one) => one.id === id)?.name ?? '';
      const name =
        'measure' in source
          ? (members.get(source.measure)?.title ?? shortName(source.measure))
          : formula(source.formula);
      return [name, calculationLabel(value.calculation, language)].filter(Boolean).join(' · ');
    },
  };
}

/** What reading a definition needs; every change goes nowhere until a builder takes it. */
export function useReader(
  definition: ReportDefinition,
  members: Members,
  { workspace, data }: { workspace: Workspace; data: DateRange | null },
): Builder {
  const language = useLanguage();
  return useMemo(() => {
    return {
      definition,
      members,
      workspace,
      data,
      subject: subjectOf(definition),
      change: nothing,
      add: nothing,
      remove: nothing,
      move: nothing,
      say: nothing,
      ...readerOf(definition, members, language),
    };
  }, [definition, members, workspace, data, language]);
}
