import { Link } from '@tanstack/react-router';
import { App, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { Segment } from '../../../../contract/segments.ts';
import { useErrorSentence } from '../../../errors/index.ts';
import { formatCount } from '../../../format/index.ts';
import { useCreateSegment } from '../../segments/requests.ts';
import { useWorld } from '../frame/world.ts';
import type { CellOfPeople } from './cell-people.ts';
import styles from './people.module.css';

/** Makes a segment of the people of a cell; says where it is. */
export function SaveSegment({ cell, isDisabled }: { cell: CellOfPeople; isDisabled: boolean }) {
  const { t } = useWorld();
  const { message } = App.useApp();
  const sentence = useErrorSentence();
  const create = useCreateSegment();
  const [isOpen, setIsOpen] = useState(false);
  const [name, setName] = useState(cell.name);
  const [saved, setSaved] = useState<Segment | null>(null);
  const save = () =>
    create.mutate(
      {
        name: name.trim(),
        description: cell.title,
        people: {
          analysis: {
            kind: cell.kind,
            body: cell.body as Record<string, unknown>,
            cell: cell.cell as Record<string, unknown>,
          },
        },
      },
      {
        onSuccess: (segment) => {
          setSaved(segment);
          setIsOpen(false);
        },
        onError: (error) => void message.error(`${t('drawer.saveFailed')} · ${sentence(error)}`),
      },
    );
  if (saved) {
    return (
      <p className={styles.saved} role="status" data-testid="segment-saved">
        {t('drawer.saved', { name: saved.name, formatted: formatCount(saved.count) })}
        <Link to="/segments/$id" params={{ id: saved.id }}>
          {t('drawer.openSegment')}
        </Link>
      </p>
    );
  }
  return (
    <>
      <Button type="primary" onClick={() => setIsOpen(true)} disabled={isDisabled} data-testid="save-segment">
        {t('drawer.save')}
      </Button>
      <Modal
        open={isOpen}
        title={t('drawer.saveTitle')}
        okText={t('drawer.saveConfirm')}
        onOk={save}
        onCancel={() => setIsOpen(false)}
        confirmLoading={create.isPending}
        okButtonProps={{ disabled: name.trim() === '' }}
        destroyOnHidden
        width={440}
      >
        <p className={styles.hint}>{t('drawer.saveHint')}</p>
        <Input
          autoFocus
          value={name}
          maxLength={120}
          aria-label={t('drawer.segmentName')}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={() => {
            if (name.trim() !== '' && !create.isPending) save();
          }}
        />
      </Modal>
    </>
  );
}
