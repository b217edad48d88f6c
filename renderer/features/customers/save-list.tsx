import { Link } from '@tanstack/react-router';
import { App, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { CustomerFilter } from '../../../contract/profiles.ts';
import type { Segment } from '../../../contract/segments.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { formatCount } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { saveBlob } from '../../pictures/index.ts';
import { useCreateSegment } from '../segments/requests.ts';
import styles from './list.module.css';
import { type CustomerQuestion, customersFile } from './list-requests.ts';

/** What can be done with the customers listed: kept as a segment, taken away as a file. */
export function ListActions({ question, isEmpty }: { question: CustomerQuestion; isEmpty: boolean }) {
  return (
    <>
      <ExportButton question={question} isEmpty={isEmpty} />
      <SaveSegment key={JSON.stringify(filterOf(question))} filter={filterOf(question)} isEmpty={isEmpty} />
    </>
  );
}

const filterOf = ({ search, segmentId, bought }: CustomerQuestion): CustomerFilter => ({
  search,
  ...(segmentId ? { segmentId } : {}),
  ...(bought ? { bought } : {}),
});

function ExportButton({ question, isEmpty }: { question: CustomerQuestion; isEmpty: boolean }) {
  const { t } = useTranslation('customers');
  const { message } = App.useApp();
  const sentence = useErrorSentence();
  const [isBusy, setIsBusy] = useState(false);
  const download = async () => {
    setIsBusy(true);
    try {
      saveBlob(await customersFile(question), `${t('crumb')}.csv`);
    } catch (error) {
      void message.error(`${t('list.exportFailed')} · ${sentence(error)}`);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Button onClick={() => void download()} loading={isBusy} disabled={isEmpty} data-testid="export-customers">
      {t('list.export')}
    </Button>
  );
}

function SaveSegment({ filter, isEmpty }: { filter: CustomerFilter; isEmpty: boolean }) {
  const { t } = useTranslation('customers');
  const { message } = App.useApp();
  const sentence = useErrorSentence();
  const create = useCreateSegment();
  const [isOpen, setIsOpen] = useState(false);
  const [name, setName] = useState(filter.search || t('list.newSegment'));
  const [saved, setSaved] = useState<Segment | null>(null);
  const isNamed = name.trim() !== '';
  const save = () =>
    create.mutate(
      { name: name.trim(), people: { customers: filter } },
      {
        onSuccess: (segment) => {
          setSaved(segment);
          setIsOpen(false);
        },
        onError: (error) => void message.error(`${t('list.saveFailed')} · ${sentence(error)}`),
      },
    );
  if (saved) {
    return (
      <span className={styles.saved} role="status" data-testid="list-saved">
        <Link to="/segments/$id" params={{ id: saved.id }}>
          {t('list.saved', { name: saved.name, count: saved.count, formatted: formatCount(saved.count) })}
        </Link>
      </span>
    );
  }
  return (
    <>
      <Button type="primary" onClick={() => setIsOpen(true)} disabled={isEmpty} data-testid="save-list">
        {t('list.save')}
      </Button>
      <Modal
        open={isOpen}
        title={t('list.save')}
        okText={t('list.save')}
        onOk={save}
        onCancel={() => setIsOpen(false)}
        confirmLoading={create.isPending}
        okButtonProps={{ disabled: !isNamed }}
        destroyOnHidden
        width={440}
      >
        <p className={styles.hint}>{t('list.saveHint')}</p>
        <Input
          autoFocus
          value={name}
          maxLength={120}
          aria-label={t('list.segmentName')}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={() => {
            if (isNamed && !create.isPending) save();
          }}
        />
      </Modal>
    </>
  );
}
