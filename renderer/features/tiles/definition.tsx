import { Popover } from 'antd';
import { memo } from 'react';
import { formatDay, formatRange } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import type { DateRange } from '../../queries/index.ts';
import { InfoIcon } from '../../ui/index.ts';
import styles from './definition.module.css';
import { useTileSurface } from './tile-context.ts';

export interface DefinitionLine {
  term: string;
  text: string;
}

interface DefinitionProps {
  title: string;
  measures: string[];
  range: DateRange;
  lines: DefinitionLine[];
  /** Names of filters that do not reach the tile, joined. */
  unreached: string;
}

/** A quiet mark that tells, on hover or focus, what the figure means: formula, unit, dates, what it is compared with. */
export const Definition = memo(function Definition(props: DefinitionProps) {
  const { t } = useTranslation('board');
  return (
    <Popover
      content={<DefinitionText {...props} />}
      trigger={['hover', 'focus']}
      placement="bottomRight"
      mouseEnterDelay={0.2}
    >
      <button
        type="button"
        className={styles.mark}
        data-picture="skip"
        aria-label={t('definition', { title: props.title })}
      >
        <InfoIcon size={15} />
      </button>
    </Popover>
  );
}, tellsSame);

function tellsSame(former: DefinitionProps, next: DefinitionProps): boolean {
  return JSON.stringify(former) === JSON.stringify(next);
}

function DefinitionText({ measures, range, lines, unreached }: DefinitionProps) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const { member, scope, workspace } = useTileSurface();
  const units = new Set(measures.map((name) => member(name).unit));
  return (
    <div className={styles.text}>
      {measures.map((name) => (
        <p key={name}>
          <b>{member(name).title}</b>
          <br />
          {member(name).description ?? t('definitionMissing')}
        </p>
      ))}
      <dl>
        <dt>{t('definitionUnit')}</dt>
        <dd>{[...units].map((unit) => t(`units.${unit}`, { currency: workspace.currency })).join('; ')}</dd>
        <dt>{t('definitionDates')}</dt>
        <dd>{formatRange(range.from, range.to, language)}</dd>
        {lines.map(({ term, text }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        <dt>{t('definitionData')}</dt>
        <dd>{formatDay(scope.data.to, language)}</dd>
      </dl>
      {unreached ? <p>{t('notFiltered', { names: unreached })}</p> : null}
    </div>
  );
}
