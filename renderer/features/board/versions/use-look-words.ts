import { type ChartLook, plainChartLook } from '../../../../contract/chart-look.ts';
import { useTranslation } from '../../../i18n/index.ts';

/** What was chosen of how a chart looks, a line for each; the usual look is `Auto`. */
export function useLookWords(): (look: ChartLook) => string {
  const { t } = useTranslation('explore');
  const linesOf = (look: ChartLook): Record<keyof ChartLook, string> => ({
    palette: `${t('look.palette')}: ${t(`look.palettes.${look.palette}`)}`,
    legend: `${t('look.legend')}: ${t(`look.legends.${look.legend}`)}`,
    sort: `${t('look.sort')}: ${t(`look.sorts.${look.sort}`)}`,
    unit: `${t('scale')}: ${look.unit === 'auto' ? t('look.automatic') : t(`scales.${look.unit}`)}`,
    digits: `${t('digits')}: ${look.digits ?? t('look.automatic')}`,
    showLabels: `${t('look.labels')}: ${look.showLabels ? '✓' : t('look.none')}`,
    isSmooth: `${t('look.smooth')}: ${look.isSmooth ? '✓' : t('look.none')}`,
    isFromZero: `${t('look.fromZero')}: ${look.isFromZero ? '✓' : t('look.none')}`,
    valueTitle: `${t('look.valueTitle')}: ${look.valueTitle}`,
    categoryTitle: `${t('look.categoryTitle')}: ${look.categoryTitle}`,
    min: `${t('look.axes')}: ${t('look.min')} ${look.min ?? t('look.automatic')}`,
    max: `${t('look.axes')}: ${t('look.max')} ${look.max ?? t('look.automatic')}`,
    reference: `${t('look.reference')}: ${look.reference ? `${look.reference.value} ${look.reference.text}`.trim() : t('look.none')}`,
  });
  return (look) => {
    const words = linesOf(look);
    const chosen = (Object.keys(words) as (keyof ChartLook)[]).filter((key) => look[key] !== plainChartLook[key]);
    return chosen.map((key) => words[key]).join('\n') || t('look.automatic');
  };
}
