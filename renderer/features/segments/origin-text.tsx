import type { Segment } from '../../../contract/segments.ts';
import { useTranslation } from '../../i18n/index.ts';
import { kindOfOrigin } from './origin.ts';

/** Where a segment's people came from, in words. */
export function OriginText({ segment }: { segment: Segment }) {
  const { t } = useTranslation('segments');
  const { t: words } = useTranslation('analytics');
  const { origin } = segment;
  if (origin.kind === 'list') return <>{t('originList')}</>;
  const analysis = words(`kinds.${kindOfOrigin(origin.analysis.kind)}`);
  return <>{segment.description === '' ? analysis : t('originAnalysis', { analysis, cell: segment.description })}</>;
}
