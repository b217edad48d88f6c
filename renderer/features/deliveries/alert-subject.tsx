import { Segmented, Select } from 'antd';
import type { AlertDefinition } from '../../../contract/alerts.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import { presets, useBoard, useBoards, useMembers, viewOf } from '../../queries/index.ts';
import { AlertFilters } from './alert-filters.tsx';
import styles from './deliveries.module.css';
import { Field } from './field.tsx';

interface AlertSubjectProps {
  draft: AlertDefinition;
  edit: (part: Partial<AlertDefinition>) => void;
}

/** What is watched: a measure, or a number tile as it stands on its board. */
export function AlertSubject({ draft, edit }: AlertSubjectProps) {
  const { t } = useTranslation('deliveries');
  const boards = useBoards();
  const first = boards.data?.[0]?.id ?? 'overview';
  const toTile = () => edit({ tile: { board: first, tile: '', view: {} }, filters: [] });
  return (
    <>
      <Field label={t('watches')}>
        <Segmented
          block
          value={draft.tile === null ? 'measure' : 'tile'}
          onChange={(kind) => (kind === 'tile' ? toTile() : edit({ tile: null }))}
          options={(['measure', 'tile'] as const).map((value) => ({ value, label: t(`watch.${value}`) }))}
        />
      </Field>
      {draft.tile === null ? (
        <>
          <MeasureField draft={draft} edit={edit} />
          <AlertFilters draft={draft} edit={edit} />
        </>
      ) : (
        <TileField draft={draft} edit={edit} />
      )}
    </>
  );
}

function MeasureField({ draft, edit }: AlertSubjectProps) {
  const { t } = useTranslation('deliveries');
  const members = useMembers();
  const all = [...(members.data?.values() ?? [])];
  const measures = all.filter(({ kind, type }) => kind === 'measure' && type === 'number');
  const choose = (measure: string) => {
    const view = viewOf(measure);
    const time = all.find(({ kind, type, name }) => kind === 'dimension' && type === 'time' && viewOf(name) === view);
    const isOther = view !== viewOf(draft.measure);
    // What belongs to another view narrows and names nothing here.
    edit({ measure, timeMember: time?.name ?? draft.timeMember, ...(isOther ? { filters: [], by: null } : {}) });
  };
  return (
    <div className={styles.row}>
      <Field label={t('measure')}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          value={draft.measure}
          onChange={choose}
          aria-label={t('measure')}
          options={measures.map(({ name, title, viewTitle }) => ({ value: name, label: `${viewTitle} · ${title}` }))}
        />
      </Field>
      <RangeField draft={draft} edit={edit} />
    </div>
  );
}

function TileField({ draft, edit }: AlertSubjectProps) {
  const { t } = useTranslation('deliveries');
  const localized = useLocalized();
  const boards = useBoards();
  const { board: boardId, tile: tileId, view } = draft.tile ?? { board: '', tile: '', view: {} };
  const board = useBoard(boardId);
  const tiles = (board.data?.tiles ?? []).filter((one) => one.kind === 'number');
  const tile = tiles.find(({ id }) => id === tileId);
  const choose = (id: string) => {
    const next = tiles.find((one) => one.id === id);
    if (!next) return;
    const name = draft.name === '' ? { name: localized(next.title).slice(0, 80) } : {};
    const { measure, timeMember } = next;
    // A dimension of another view names nothing here.
    const by = viewOf(measure) === viewOf(draft.measure) ? draft.by : null;
    edit({ tile: { board: boardId, tile: id, view }, measure, timeMember, by, ...name });
  };
  const narrowed = Object.entries(view).filter(([name]) => !['range', 'from', 'to', 'tab'].includes(name));
  return (
    <>
      <div className={styles.row}>
        <Field label={t('board')}>
          <Select
            value={boardId}
            onChange={(id) => edit({ tile: { board: id, tile: '', view: {} } })}
            aria-label={t('board')}
            options={(boards.data ?? []).map(({ id, title }) => ({ value: id, label: localized(title) }))}
          />
        </Field>
        <Field label={t('tile')}>
          <Select
            value={tileId === '' ? null : tileId}
            onChange={choose}
            aria-label={t('tile')}
            placeholder={board.data && tiles.length === 0 ? t('noNumberTiles') : t('chooseTile')}
            disabled={tiles.length === 0}
            options={tiles.map(({ id, title }) => ({ value: id, label: localized(title) }))}
          />
        </Field>
      </div>
      {tile === undefined || tile.range.kind === 'board' ? <RangeField draft={draft} edit={edit} /> : null}
      <p className={styles.hint}>
        {narrowed.length > 0
          ? t('tileNarrowed', { values: narrowed.map(([, values]) => [values].flat().join(', ')).join(' · ') })
          : t('tileHint')}
      </p>
    </>
  );
}

function RangeField({ draft, edit }: AlertSubjectProps) {
  const { t } = useTranslation('deliveries');
  const { t: boardWords } = useTranslation('board');
  return (
    <Field label={t('range')}>
      <Select
        value={draft.range}
        onChange={(range) => edit({ range })}
        aria-label={t('range')}
        options={presets.map((value) => ({ value, label: boardWords(`presets.${value}` as never, value) }))}
      />
    </Field>
  );
}
