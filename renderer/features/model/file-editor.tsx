import { App, Button } from 'antd';
import { useMemo } from 'react';
import type { ModelCube, ModelFileView, ModelProblem } from '../../../contract/model.ts';
import { PageError, useErrorSentence } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { useSettled } from '../../ui/index.ts';
import { CodeEditor, type Mark } from './code-editor.tsx';
import type { FileDraft } from './file-drafts.ts';
import styles from './file-editor.module.css';
import { FileHistory } from './file-history.tsx';
import parts from './model.module.css';
import { useArchiveFile, useFileCheck, useModelFile, useSaveFile } from './requests.ts';
import { TestQuery } from './test-query.tsx';
import { yamlCompletions } from './yaml-completions.ts';

interface FileEditorProps {
  name: string;
  isOwn: boolean;
  /** Whether there is a version of it. */
  isSaved: boolean;
  /** What was typed and is not saved. */
  draft: FileDraft | null;
  keep: (draft: FileDraft | null) => void;
  /** A version has come; `content` is what was sent for it, null when nothing was. */
  follow: (version: number, content: string | null) => void;
  onDiscard: () => void;
  cubes: readonly ModelCube[];
  onExtend: (cube: string) => void;
}

/** One file of the model. */
export function FileEditor({ name, isOwn, isSaved, cubes, onExtend, ...unsaved }: FileEditorProps) {
  const file = useModelFile(isSaved ? name : null);
  if (file.isError && !file.data) return <PageError error={file.error} onRetry={() => void file.refetch()} />;
  if (isSaved && !file.data) return <div className={parts.placeholder} aria-busy="true" />;
  const saved = file.data ?? null;
  if (!isOwn && saved) return <ReadOnlyFile name={name} content={saved.content} cubes={cubes} onExtend={onExtend} />;
  return <OwnFile name={name} saved={saved} cubes={cubes} {...unsaved} />;
}

function ReadOnlyFile({
  name,
  content,
  cubes,
  onExtend,
}: {
  name: string;
  content: string;
  cubes: readonly ModelCube[];
  onExtend: (cube: string) => void;
}) {
  const { t } = useTranslation('model');
  const cube = cubes.find((one) => one.file === name && one.kind === 'cube');
  return (
    <section className={styles.editorPane} aria-label={name}>
      <div className={styles.editorBar}>
        <strong>{name}</strong>
        <span className={parts.quiet}>{cube?.origin === 'table' ? t('generatedFile') : t('readOnlyFile')}</span>
        {cube ? (
          <Button className={styles.end ?? ''} onClick={() => onExtend(cube.name)}>
            {t('extend')}
          </Button>
        ) : null}
      </div>
      <div className={styles.editorBox}>
        <CodeEditor
          language="yaml"
          isReadOnly
          label={t('editor', { name })}
          value={content}
          completions={() => null}
          marks={noMarks}
          testId="model-editor"
        />
      </div>
    </section>
  );
}

const noMarks: readonly Mark[] = [];

interface OwnFileProps extends Pick<FileEditorProps, 'name' | 'draft' | 'keep' | 'follow' | 'onDiscard' | 'cubes'> {
  saved: ModelFileView | null;
}

function OwnFile({ name, saved, draft, keep, follow, onDiscard, cubes }: OwnFileProps) {
  const { t } = useTranslation('model');
  const { message } = App.useApp();
  const sentence = useErrorSentence();
  const save = useSaveFile();
  const archive = useArchiveFile();
  const version = saved?.version ?? 0;
  const content = draft?.content ?? saved?.content ?? '';
  const setContent = (next: string) =>
    keep(next === saved?.content ? null : { content: next, version: draft?.version ?? version });
  const settled = useSettled(content, 500);
  const check = useFileCheck({ name, content: settled });
  const problems = check.data?.problems ?? [];
  const isCurrent = settled === content && !check.isFetching;
  const marks = useMemo(() => marksOf(check.data?.problems ?? [], settled), [check.data, settled]);
  const isChanged = saved === null || saved.archivedAt !== null || content !== saved.content;
  const onError = (error: unknown) => void message.error(`${t('failed')} · ${sentence(error)}`);
  const putBack = (text: string) => keep(text === saved?.content ? null : { content: text, version });
  // Promises, not callbacks: these would not be called once another file is looked at.
  const put = () =>
    save.mutateAsync({ name, content, version: draft?.version ?? version }).then((now) => {
      follow(now.version, content);
      void message.success(t('fileSaved'));
    }, onError);
  const putAway = () =>
    archive.mutateAsync(name).then((now) => {
      follow(now.version, null);
      void message.success(t('fileArchived'));
    }, onError);
  const completions = useMemo(() => yamlCompletions(cubes), [cubes]);
  return (
    <section className={styles.editorPane} aria-label={name}>
      <div className={styles.editorBar}>
        <strong>{name}.yml</strong>
        {isChanged ? <span className={parts.quiet}>{t('unsaved')}</span> : null}
        <span className={styles.end} />
        {draft ? (
          <Button onClick={onDiscard} data-testid="model-file-discard">
            {t('discard')}
          </Button>
        ) : null}
        {saved ? <FileHistory name={name} content={content} onTake={putBack} /> : null}
        {saved && saved.archivedAt === null ? (
          <Button loading={archive.isPending} onClick={() => void putAway()} data-testid="model-file-archive">
            {t('archive')}
          </Button>
        ) : null}
        <Button
          type="primary"
          disabled={!isChanged || !isCurrent || problems.length > 0 || check.data === undefined}
          loading={save.isPending}
          onClick={() => void put()}
          data-testid="model-file-save"
        >
          {t('fileSave')}
        </Button>
      </div>
      {draft && draft.version !== version ? (
        <p className={parts.fault} role="alert" data-testid="model-file-stale">
          {t('savedMeanwhile', { version })}{' '}
          <Button size="small" onClick={() => keep({ content, version })} data-testid="model-file-mine">
            {t('keepMine')}
          </Button>
        </p>
      ) : null}
      <div className={styles.editorBox}>
        <CodeEditor
          language="yaml"
          label={t('editor', { name })}
          value={content}
          onChange={setContent}
          completions={completions}
          marks={marks}
          testId="model-editor"
        />
      </div>
      <Problems problems={problems} isCurrent={isCurrent} />
      <TestQuery file={{ name, content }} cubes={cubes} isReady={isCurrent && problems.length === 0} />
    </section>
  );
}

function Problems({ problems, isCurrent }: { problems: readonly ModelProblem[]; isCurrent: boolean }) {
  const { t } = useTranslation('model');
  const state = !isCurrent
    ? t('checking')
    : problems.length === 0
      ? t('noProblems')
      : t('problems', { count: problems.length });
  return (
    <div
      className={styles.problems}
      data-bad={problems.length > 0}
      data-current={isCurrent}
      data-testid="file-problems"
    >
      <p role="status">{state}</p>
      <ul>
        {problems.map(({ line, message }) => (
          <li key={`${line}-${message}`}>
            {line === null ? null : <strong>{t('line', { line })}</strong>} {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Whole lines: what the compiler says is about a member, not about a sign. */
function marksOf(problems: readonly ModelProblem[], content: string): Mark[] {
  const lines = content.split('\n');
  return problems.flatMap(({ line, column, message }) => {
    if (line === null || line > lines.length) return [];
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    const length = lines[line - 1]?.length ?? 0;
    return [{ from: start + Math.min(length, (column ?? 1) - 1), to: start + length, message }];
  });
}
