import { Button, Modal } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import styles from './file-history.module.css';
import { lineDiff, withContext } from './line-diff.ts';
import { useFileVersions } from './requests.ts';
import { VersionsBeside } from './versions-beside.tsx';

interface FileHistoryProps {
  name: string;
  /** What stands in the editor. */
  content: string;
  onTake: (content: string) => void;
}

/** Versions of a file: what differs between two of them, or from what stands in the editor. */
export function FileHistory({ name, content, onTake }: FileHistoryProps) {
  const { t } = useTranslation('model');
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setIsOpen(true)} data-testid="model-file-history">
        {t('history')}
      </Button>
      {isOpen ? (
        <Versions
          name={name}
          content={content}
          close={() => setIsOpen(false)}
          onTake={(text) => {
            onTake(text);
            setIsOpen(false);
          }}
        />
      ) : null}
    </>
  );
}

const inEditor = 0;

function Versions({ name, content, onTake, close }: FileHistoryProps & { close: () => void }) {
  const { t } = useTranslation('model');
  const query = useFileVersions(name);
  const versions = query.data ?? [];
  const [chosen, setChosen] = useState<number | null>(null);
  const [against, setAgainst] = useState(inEditor);
  const shown = versions.find(({ version }) => version === chosen) ?? versions[0];
  const other = against === inEditor ? content : (versions.find(({ version }) => version === against)?.content ?? '');
  return (
    <Modal
      open
      width={1040}
      title={t('versionsOf', { name: `${name}.yml` })}
      onCancel={close}
      okText={shown ? t('restoreVersion', { version: shown.version }) : t('history')}
      okButtonProps={{ disabled: !shown || shown.content === content }}
      onOk={() => shown && onTake(shown.content)}
    >
      <VersionsBeside
        versions={versions}
        shown={shown?.version}
        onChoose={setChosen}
        against={against}
        choices={[
          { value: inEditor, label: t('inEditor') },
          ...versions
            .filter(({ version }) => version !== shown?.version)
            .map(({ version }) => ({ value: version, label: t('version', { version }) })),
        ]}
        onAgainst={setAgainst}
        testId="file-versions"
        isBusy={query.isFetching}
      >
        {shown ? <Difference before={shown.content} after={other} /> : null}
      </VersionsBeside>
    </Modal>
  );
}

const marks = { same: ' ', gone: '−', new: '+' } as const;

function Difference({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation('model');
  const lines = useMemo(() => (before === after ? [] : withContext(lineDiff(before, after), 3)), [before, after]);
  if (lines.length === 0) return <p className={styles.nothing}>{t('noDifference')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys
    <section className={styles.difference} tabIndex={0} aria-label={t('difference')} data-testid="file-difference">
      {lines.map((line, index) =>
        line.kind === 'left-out' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          <p key={index} className={styles.leftOut}>
            {t('linesAlike', { count: line.count })}
          </p>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <p key={index} data-kind={line.kind}>
            <i>{line.before}</i>
            <i>{line.after}</i>
            <b>
              {marks[line.kind]}
              {line.kind === 'same' ? null : (
                <span className="visually-hidden">{t(line.kind === 'gone' ? 'lineGone' : 'lineNew')}</span>
              )}
            </b>
            <code>{line.text}</code>
          </p>
        ),
      )}
    </section>
  );
}
