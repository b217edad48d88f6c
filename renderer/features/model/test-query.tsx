import { Button, Select } from 'antd';
import { useMemo, useState } from 'react';
import { type ModelCondition, type ModelCube, type ModelQueryAnswer, modelLimits } from '../../../contract/model.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { type Member, unknownMember, useMembers } from '../../queries/index.ts';
import { Conditions } from './conditions.tsx';
import { Field } from './field.tsx';
import parts from './model.module.css';
import { useTestQuery } from './requests.ts';
import styles from './test-query.module.css';

interface TestQueryProps {
  file: { name: string; content: string };
  cubes: readonly ModelCube[];
  isReady: boolean;
}

/** Asks a copy of the model with what stands in the editor: rows and SQL. */
export function TestQuery({ file, cubes, isReady }: TestQueryProps) {
  const { t } = useTranslation('model');
  const sentence = useErrorSentence();
  const query = useTestQuery();
  const [measures, setMeasures] = useState<string[]>([]);
  const [dimensions, setDimensions] = useState<string[]>([]);
  const [filters, setFilters] = useState<ModelCondition[]>([]);
  const options = useMemo(() => optionsOf(cubes, file.content), [cubes, file.content]);
  const known = useMembers().data;
  const filterable = useMemo(() => {
    // What is asked for by name may be known to the compiler alone, such as fields of an extended cube.
    const names = new Set([...dimensions, ...options.dimensions.map(({ value }) => value)]);
    return [...names]
      .map((name) => known?.get(name) ?? plainDimension(name))
      .filter(({ kind }) => kind === 'dimension');
  }, [dimensions, options.dimensions, known]);
  const isWhole = ({ member, operator, values }: ModelCondition) =>
    member !== '' && (operator === 'set' || operator === 'notSet' || values.length > 0);
  const run = () =>
    query.mutate({ measures, dimensions, filters: filters.filter(isWhole), limit: modelLimits.previewRows, file });
  return (
    <section className={styles.test} aria-label={t('testQuery')}>
      <h2 className={parts.cardTitle}>{t('testQuery')}</h2>
      <p className={parts.hint}>{t('testHint')}</p>
      <div className={styles.testRow}>
        <Field label={t('dimensions')}>
          <Select
            mode="tags"
            aria-label={t('dimensions')}
            value={dimensions}
            onChange={setDimensions}
            options={options.dimensions}
            data-testid="test-dimensions"
          />
        </Field>
        <Field label={t('measures')}>
          <Select
            mode="tags"
            aria-label={t('measures')}
            value={measures}
            onChange={setMeasures}
            options={options.measures}
            data-testid="test-measures"
          />
        </Field>
        <Button
          onClick={run}
          loading={query.isPending}
          disabled={!isReady || measures.length + dimensions.length === 0}
          data-testid="test-run"
        >
          {t('run')}
        </Button>
      </div>
      <div className={styles.testFilters} data-testid="test-filters">
        {filters.length > 0 ? <span className={parts.label}>{t('testFilters')}</span> : null}
        <Conditions conditions={filters} dimensions={filterable} onChange={setFilters} />
      </div>
      {query.isError ? (
        <p className={parts.fault} role="alert">
          {sentence(query.error)}
        </p>
      ) : query.data ? (
        <Result answer={query.data} />
      ) : null}
    </section>
  );
}

function Result({ answer }: { answer: ModelQueryAnswer }) {
  const { t } = useTranslation('model');
  const { columns, rows, sql, elapsedMs } = answer;
  return (
    <>
      <p className={parts.hint} role="status">
        {t('result', { count: rows.length, ms: Math.round(elapsedMs) })}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls is reached by keys */}
      <section className={parts.scroll} tabIndex={0} aria-label={t('rows')}>
        <table className={parts.table} data-testid="test-result">
          <thead>
            <tr>
              {columns.map(({ member, title, isNumber }) => (
                <th key={member} scope="col" className={isNumber ? parts.number : undefined} title={member}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity
              <tr key={index}>
                {row.map((value, column) => (
                  <td
                    key={columns[column]?.member ?? column}
                    className={columns[column]?.isNumber ? parts.number : undefined}
                  >
                    {value === null ? '–' : String(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <details className={parts.source}>
        <summary>{t('sql')}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls is reached by keys */}
        <pre data-testid="test-sql" tabIndex={0}>
          {sql}
        </pre>
      </details>
    </>
  );
}

/** A field of a file that is not part of the model yet. */
const plainDimension = (name: string): Member => ({
  ...unknownMember(name),
  ...{ title: name, kind: 'dimension', type: 'string' },
});

/** Members of what the file names first, then of the rest of the model. */
function optionsOf(cubes: readonly ModelCube[], content: string) {
  const own = ownMembers(content);
  const names = new Set(own.map(({ name }) => name));
  const all = [
    ...own,
    ...cubes
      .filter(({ kind, isPublic }) => kind === 'view' || isPublic)
      .flatMap((cube) =>
        cube.members
          .filter(({ isPublic }) => isPublic)
          .map(({ name, kind }) => ({
            name: `${cube.name}.${name}`,
            kind: kind === 'measure' ? 'measure' : 'dimension',
          })),
      )
      .filter(({ name }) => !names.has(name)),
  ];
  const of = (kind: string) => all.filter((one) => one.kind === kind).map(({ name }) => ({ value: name, label: name }));
  return { measures: of('measure'), dimensions: of('dimension') };
}

/** Names of members as the lines of the file have them; good enough to offer, not to judge. */
function ownMembers(content: string): { name: string; kind: string }[] {
  const found: { name: string; kind: string }[] = [];
  let cube = '';
  let kind = '';
  for (const line of content.split('\n')) {
    const name = /^ {2}- name:\s*(\w+)/.exec(line)?.[1];
    if (name) cube = name;
    const list = /^ {4}(\w+):\s*$/.exec(line)?.[1];
    if (list) kind = list === 'measures' ? 'measure' : list === 'dimensions' ? 'dimension' : '';
    const member = /^ {6}- (?:\{ )?name:\s*(\w+)/.exec(line)?.[1];
    if (member && kind) found.push({ name: `${cube}.${member}`, kind });
  }
  return found;
}
