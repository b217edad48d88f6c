import type { PageSetup } from '../../../contract/exports.ts';
import type { Status } from '../../../contract/workspace.ts';
import { formatDay, formatInstant, formatRange } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { type BoardScope, type Members, unknownMember } from '../../queries/index.ts';
import { useSegments } from '../segments/requests.ts';

export interface Facts {
  title: string;
  period: string;
  dataAsOf: string;
  /** What it is narrowed to, in words; empty where it is of everything. */
  filters: string;
  /** For the cover. */
  facts: { term: string; text: string }[];
}

/** What a document says about itself: dates and filters in words, how new its figures are, who made it. */
export function useFacts(of: {
  scope: BoardScope | null;
  members: Members;
  status: Status;
  setup: PageSetup;
  title: string;
}): Facts {
  const { t } = useTranslation('print');
  const language = useLanguage();
  const { scope, members, status, setup, title } = of;
  const period = scope === null ? '' : formatRange(scope.range.from, scope.range.to, language);
  const segments = useSegments();
  // One that is gone is still what the figures were narrowed to.
  const segment = scope?.segment && (segments.data?.find(({ id }) => id === scope.segment)?.name ?? scope.segment);
  const narrowed = (scope?.filters ?? [])
    .filter(({ values }) => values.length > 0)
    .map(({ member, values }) => {
      const name = (members.get(member) ?? unknownMember(member)).title;
      return `${name}: ${values.join(language === 'zh-CN' ? '、' : ', ')}`;
    });
  const filters = !segment ? narrowed : [...narrowed, `${t('segment')}: ${segment}`];
  const newest = scope === null || status.dataRange.to === null ? '' : formatDay(scope.data.to, language);
  const made = formatInstant(new Date().toISOString(), status.workspace.timezone, language);
  return {
    title,
    period,
    filters: filters.join(' · '),
    dataAsOf: newest === '' ? '' : t('dataAsOf', { date: newest }),
    facts: [
      ...(period === '' ? [] : [{ term: t('dates'), text: period }]),
      ...(scope === null ? [] : [{ term: t('filters'), text: filters.join(' · ') || t('noFilters') }]),
      ...(setup.author ? [{ term: t('author'), text: setup.author }] : []),
      {
        term: '',
        text: [newest === '' ? '' : t('dataAsOf', { date: newest }), t('madeOn', { date: made })]
          .filter(Boolean)
          .join(' · '),
      },
    ],
  };
}
