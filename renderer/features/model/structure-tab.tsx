import { Input } from 'antd';
import { useMemo, useState } from 'react';
import type { ModelCube, ModelProblem } from '../../../contract/model.ts';
import { PageError } from '../../errors/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useMembers } from '../../queries/index.ts';
import { JoinPicture } from './join-picture.tsx';
import parts from './model.module.css';
import { useRelationshipWords } from './relationship-words.ts';
import { useModelOverview } from './requests.ts';
import styles from './structure-tab.module.css';

/** Cubes and views with their members, and how the cubes are joined. */
export function StructureTab() {
  const { t } = useTranslation('model');
  const overview = useModelOverview();
  const titles = useMembers();
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const cubes = useMemo(() => overview.data?.cubes ?? [], [overview.data]);
  if (overview.isError && !overview.data) {
    return <PageError error={overview.error} onRetry={() => void overview.refetch()} />;
  }
  if (!overview.data) {
    return (
      <p className={parts.quiet} aria-busy="true">
        {t('loading')}
      </p>
    );
  }
  const wanted = search.trim().toLowerCase();
  const found = cubes.filter(({ name, title, members }) =>
    `${name} ${title} ${members.map((one) => `${one.name} ${one.title}`).join(' ')}`.toLowerCase().includes(wanted),
  );
  const shown = cubes.find(({ name }) => name === chosen) ?? found[0] ?? cubes[0];
  return (
    <>
      <ModelProblems problems={overview.data.problems} />
      <div className={styles.structure}>
        <nav className={parts.card} aria-label={t('tabs.structure')}>
          <Input
            allowClear
            value={search}
            placeholder={t('search')}
            aria-label={t('search')}
            onChange={(event) => setSearch(event.target.value)}
          />
          <ul className={parts.cubes} data-testid="model-cubes">
            {found.map((cube) => (
              <li key={cube.name}>
                <button
                  type="button"
                  className={parts.cube}
                  aria-current={cube.name === shown?.name}
                  onClick={() => setChosen(cube.name)}
                >
                  <span className={styles.named}>
                    {cube.title}
                    {cube.title === cube.name ? null : <code>{cube.name}</code>}
                  </span>
                  <small>{t(cube.kind)}</small>
                </button>
              </li>
            ))}
          </ul>
        </nav>
        <div className={parts.side}>
          <section className={parts.card} aria-label={t('joins')}>
            <h2 className={parts.cardTitle}>{t('joins')}</h2>
            <JoinPicture cubes={cubes} chosen={shown ?? null} onChoose={setChosen} />
          </section>
          {shown ? (
            <CubeCard cube={shown} cubes={cubes} titleOf={(name) => titles.data?.get(`${shown.name}.${name}`)?.title} />
          ) : null}
        </div>
      </div>
    </>
  );
}

export function ModelProblems({ problems }: { problems: readonly ModelProblem[] }) {
  const { t } = useTranslation('model');
  if (problems.length === 0) return null;
  return (
    <div className={styles.alert} role="alert" data-testid="model-problems">
      <strong>{t('problemsTitle')}</strong>
      <ul>
        {problems.map(({ file, line, message }) => (
          <li key={`${file}-${line}-${message}`}>
            <code className={parts.code}>{line === null ? file : `${file}:${line}`}</code> {message}
          </li>
        ))}
      </ul>
      <span>{t('problemsHint')}</span>
    </div>
  );
}

interface CubeCardProps {
  cube: ModelCube;
  cubes: readonly ModelCube[];
  titleOf: (name: string) => string | undefined;
}

function CubeCard({ cube, cubes, titleOf }: CubeCardProps) {
  const { t } = useTranslation('model');
  const words = useRelationshipWords();
  const named = (name: string) => cubes.find((one) => one.name === name)?.title ?? name;
  const list = new Intl.ListFormat(useLanguage(), { type: 'conjunction' });
  const from = list.format(cube.from.map(named));
  return (
    <section className={parts.card} aria-label={cube.title} data-testid="model-cube">
      <h2 className={styles.cubeTitle}>
        {cube.title}{' '}
        <small>
          {cube.title === cube.name ? '' : `${cube.name} · `}
          {t('members', { count: cube.members.length })}
        </small>
      </h2>
      <p className={parts.hint}>
        {t('inFile', { file: cube.file })}
        {from ? ` · ${t('madeOf', { cubes: from })}` : ''}
        {cube.joins.length > 0
          ? ` · ${t('joinedTo', { cubes: list.format(cube.joins.map(({ to, relationship }) => `${named(to)} (${words(relationship)})`)) })}`
          : ''}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached by keys */}
      <section className={parts.members} tabIndex={0} aria-label={t('members', { count: cube.members.length })}>
        <table className={parts.table}>
          <tbody>
            {cube.members.map((member) => (
              <tr key={`${member.kind}-${member.name}`}>
                <th scope="row">
                  <code className={parts.code}>{member.name}</code>
                </th>
                <td>{titleOf(member.name) ?? member.title}</td>
                <td className={parts.quiet}>{t(`kinds.${member.kind}`)}</td>
                <td className={parts.quiet}>
                  {member.type}
                  {member.isPublic ? '' : ` · ${t('hidden')}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
