import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { type FileOrigin, fileNameInput } from '../../../contract/model.ts';
import { PageError } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Field } from './field.tsx';
import { useFileDrafts } from './file-drafts.ts';
import { FileEditor } from './file-editor.tsx';
import styles from './files-tab.module.css';
import parts from './model.module.css';
import { useModelOverview, useOwnFiles } from './requests.ts';
import { ModelProblems } from './structure-tab.tsx';

const starter = (name: string) => `cubes:
  - name: ${name.replaceAll('-', '_')}
    sql: SELECT * FROM orders
    title: ${name}
    dimensions:
      - name: id
        sql: "{CUBE}.id"
        type: number
        primary_key: true
    measures:
      - name: count
        type: count
        title: Count
`;

/** A file that takes over what a cube of the product has, to add to it. */
const extension = (name: string, cube: string) => `cubes:
  - name: ${name.replaceAll('-', '_')}
    extends: ${cube}
    public: true
    title: ${name}
    measures:
      - name: ${name.replaceAll('-', '_')}_count
        type: count
        title: Count
`;

/** Files of the model: the product’s own to look at, people’s own to write. */
export function FilesTab() {
  const { t } = useTranslation('model');
  const overview = useModelOverview();
  const files = useOwnFiles();
  const [chosen, setChosen] = useState<string | null>(null);
  const { drafts, keep, follow } = useFileDrafts();
  const [asking, setAsking] = useState<{ extended: string | null } | null>(null);
  if (overview.isError && !overview.data) {
    return <PageError error={overview.error} onRetry={() => void overview.refetch()} />;
  }
  if (!overview.data || !files.data) {
    return (
      <p className={parts.quiet} aria-busy="true">
        {t('loading')}
      </p>
    );
  }
  const own = files.data.map(({ name }) => name);
  const groups: Record<FileOrigin, string[]> = { own: [], 'built-in': [], table: [] };
  for (const { name, origin } of overview.data.files) if (origin !== 'own') groups[origin].push(name);
  groups.own = [...new Set([...own, ...Object.keys(drafts)])].sort();
  const create = (name: string) => {
    const content = asking?.extended ? extension(name, asking.extended) : starter(name);
    keep(name, { content, version: 0 });
    setChosen(name);
    setAsking(null);
  };
  const isOwn = chosen !== null && groups.own.includes(chosen);
  return (
    <>
      <ModelProblems problems={overview.data.problems} />
      <div className={parts.files}>
        <nav className={parts.card} aria-label={t('tabs.files')}>
          <Button block onClick={() => setAsking({ extended: null })} data-testid="model-new-file">
            {t('newFile')}
          </Button>
          {(['own', 'built-in', 'table'] as const).map((origin) =>
            origin === 'table' && groups.table.length === 0 ? null : (
              <section key={origin} aria-label={t(`origins.${origin}`)}>
                <h2 className={styles.groupTitle}>{t(`origins.${origin}`)}</h2>
                {groups[origin].length === 0 ? <p className={parts.hint}>{t('noFiles')}</p> : null}
                <ul className={parts.cubes}>
                  {groups[origin].map((name) => (
                    <li key={name}>
                      <button
                        type="button"
                        className={parts.cube}
                        aria-current={name === chosen}
                        onClick={() => setChosen(name)}
                      >
                        <span>{origin === 'own' ? `${name}.yml` : name}</span>
                        {origin === 'own' && drafts[name] ? (
                          <small>{t('unsaved')}</small>
                        ) : files.data.some((file) => file.name === name && file.archivedAt !== null) ? (
                          <small>{t('archived')}</small>
                        ) : null}
                      </button>
                    </li>
                  ))}
                </ul>
              </section>
            ),
          )}
        </nav>
        {chosen === null ? (
          <p className={parts.placeholder}>{t('chooseFile')}</p>
        ) : (
          <FileEditor
            key={chosen}
            name={chosen}
            isOwn={isOwn}
            isSaved={!isOwn || own.includes(chosen)}
            draft={isOwn ? (drafts[chosen] ?? null) : null}
            keep={(draft) => keep(chosen, draft)}
            follow={(version, content) => follow(chosen, version, content)}
            onDiscard={() => {
              keep(chosen, null);
              if (!own.includes(chosen)) setChosen(null);
            }}
            cubes={overview.data.cubes}
            onExtend={(cube) => setAsking({ extended: cube })}
          />
        )}
      </div>
      <NewFile isOpen={asking !== null} taken={groups.own} onCancel={() => setAsking(null)} onCreate={create} />
    </>
  );
}

interface NewFileProps {
  isOpen: boolean;
  taken: readonly string[];
  onCancel: () => void;
  onCreate: (name: string) => void;
}

function NewFile({ isOpen, taken, onCancel, onCreate }: NewFileProps) {
  const { t } = useTranslation('model');
  const [name, setName] = useState('');
  const isFine = fileNameInput.safeParse(name).success && !taken.includes(name);
  const create = () => {
    if (!isFine) return;
    onCreate(name);
    setName('');
  };
  return (
    <Modal
      open={isOpen}
      title={t('newFile')}
      okText={t('create')}
      onOk={create}
      onCancel={onCancel}
      okButtonProps={{ disabled: !isFine }}
      width={420}
    >
      <Field label={t('fileName')} hint={t('fileNameHint')}>
        <Input
          autoFocus
          aria-label={t('fileName')}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={create}
          data-testid="model-file-name"
        />
      </Field>
    </Modal>
  );
}
