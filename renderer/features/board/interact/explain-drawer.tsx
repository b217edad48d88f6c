import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { z } from 'zod';
import type { Tile } from '../../../../contract/boards.ts';
import { formatDay, formatInstant, formatRange } from '../../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../../i18n/index.ts';
import { type CubeFilter, type CubeQuery, measuresOf, tileQuery, useStatus } from '../../../queries/index.ts';
import { request } from '../../../transport/index.ts';
import { useBoardState } from '../board-context.ts';
import styles from './interact.module.css';

const sqlOutput = z.object({ sql: z.object({ sql: z.tuple([z.string(), z.array(z.unknown())]) }) });

/** What a figure means and how it came about: definition, filters, dates, source, freshness and the SQL itself. */
export function ExplainDrawer({ tile, close }: { tile: Tile; close: () => void }) {
  const { t } = useTranslation('boards');
  const language = useLanguage();
  const localized = useLocalized();
  const { board, scope, members, member } = useBoardState();
  const status = useStatus();
  const asked = tileQuery(tile, board.tiles, scope, members);
  const asOf = status.data?.replica.asOf ?? null;
  return (
    <Drawer open onClose={close} size={640} title={t('explainTitle', { title: localized(tile.title) })} destroyOnHidden>
      <div data-testid="explain">
        {measuresOf(tile).map((name) => (
          <section key={name} className={styles.section}>
            <h3>{member(name).title}</h3>
            <p>{member(name).description ?? t('noDescription')}</p>
          </section>
        ))}
        <section className={styles.section}>
          <h3>{t('howCounted')}</h3>
          <dl>
            {asked ? (
              <>
                <dt>{t('dates')}</dt>
                <dd>{formatRange(asked.range.from, asked.range.to, language)}</dd>
                <dt>{t('timeField')}</dt>
                <dd>{member(asked.query.timeDimensions?.[0]?.dimension ?? tile.timeMember).title}</dd>
              </>
            ) : null}
            <dt>{t('filtersInForce')}</dt>
            <dd>
              {(asked?.query.filters ?? [])
                .map((one) => filterWords(one, (name) => member(name).title, t))
                .join('; ') || t('none')}
            </dd>
            <dt>{t('source')}</dt>
            <dd>{[...new Set(measuresOf(tile).map((name) => member(name).source ?? name))].join(', ') || '—'}</dd>
            <dt>{t('zone')}</dt>
            <dd>{scope.timezone}</dd>
            <dt>{t('dataTo')}</dt>
            <dd>{formatDay(scope.data.to, language)}</dd>
            <dt>{t('freshness')}</dt>
            <dd>{asOf === null ? '—' : formatInstant(asOf, scope.timezone, language)}</dd>
          </dl>
        </section>
        {asked ? <Sql query={asked.query} /> : null}
      </div>
    </Drawer>
  );
}

function Sql({ query }: { query: CubeQuery }) {
  const { t } = useTranslation('boards');
  const answer = useQuery({
    queryKey: ['cube', 'sql', query],
    queryFn: ({ signal }) =>
      request(`/cubejs-api/v1/sql?query=${encodeURIComponent(JSON.stringify(query))}`, { schema: sqlOutput, signal }),
  });
  const [sql, values] = answer.data?.sql.sql ?? ['', []];
  return (
    <section className={styles.section}>
      <h3>{t('sql')}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={styles.sql} tabIndex={0} data-testid="explain-sql">
        {answer.isError ? t('sqlFailed') : sql}
      </pre>
      {values.length > 0 ? <p>{t('sqlValues', { values: values.map(String).join(', ') })}</p> : null}
    </section>
  );
}

type Translate = ReturnType<typeof useTranslation<'boards'>>['t'];

function filterWords(filter: CubeFilter, titleOf: (member: string) => string, t: Translate): string {
  if ('or' in filter) return filter.or.map((one) => filterWords(one, titleOf, t)).join(` ${t('or')} `);
  if ('and' in filter) return filter.and.map((one) => filterWords(one, titleOf, t)).join(` ${t('and')} `);
  const values = filter.values ?? [];
  const list = values.length > 6 ? `${values.slice(0, 6).join(', ')} … (${values.length})` : values.join(', ');
  return `${titleOf(filter.member)} ${t(`operators.${filter.operator}` as 'operators.equals')} ${list}`.trim();
}
