import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { type DragEvent, useDeferredValue, useEffect, useState } from 'react';
import type { z } from 'zod';
import type { StreamPreview } from '../../../contract/connections.ts';
import { canonicalEntities } from '../../../contract/entities.ts';
import { entityCatalogOutput, type FieldMapping, type ImportPreview } from '../../../contract/imports.ts';
import { useTranslation } from '../../i18n/index.ts';
import { request } from '../../transport/index.ts';
import { useEntityName } from '../import/entity-name.ts';
import type { DraftAction, MapStep } from '../import/import-draft.ts';
import { MappingEditor } from '../import/mapping-editor.tsx';
import { filledMapping, isTableEntity, missingFields, tableEntity, tableNameFromFile } from '../import/mapping-plan.ts';
import parts from './connections.module.css';
import type { Draft, DraftStream } from './draft.ts';
import { PreviewPanel } from './preview-panel.tsx';
import { ReadingForm } from './reading-form.tsx';
import { previewStream } from './requests.ts';
import styles from './stream-mapping.module.css';

const columnMark = 'text/x-luopan-column';
const tableSlot = 'table:';

interface StreamMappingProps {
  draft: Draft;
  stream: DraftStream;
  /** Of the workspace. */
  timezone: string;
  onChange: (stream: DraftStream) => void;
}

/** Left: what a row is, which column fills which field, how it is read. Right: 50 rows, as they come and as they will be. */
export function StreamMapping({ draft, stream, timezone, onChange }: StreamMappingProps) {
  const { t } = useTranslation('connections');
  const catalog = useQuery({
    queryKey: ['entities'],
    queryFn: ({ signal }) =>
      request('/api/v1/entities', {
        schema: entityCatalogOutput as z.ZodType<z.infer<typeof entityCatalogOutput>>,
        signal,
      }),
  });
  const preview = usePreview(draft, stream);
  const answer = preview.data;
  // The first answer fills in what was saved for these columns, or the guess.
  useEffect(() => {
    if (stream.entity !== '' || !answer) return;
    onChange(startingFrom(stream, answer));
  }, [answer, stream, onChange]);
  if (preview.error) {
    return (
      <div className={parts.result} data-failed role="alert">
        <p>{preview.error.message}</p>
      </div>
    );
  }
  if (!answer || stream.entity === '' || !catalog.data) {
    return (
      <p className={parts.quiet} aria-busy="true">
        {t('wizard.reading')}
      </p>
    );
  }
  const fields = catalog.data.find(({ entity }) => entity === stream.entity)?.fields ?? [];
  const assign = (mapping: DraftStream['mapping']) =>
    onChange({ ...stream, mapping, missing: missingFields(fields, filledMapping(mapping)) });
  const dispatch = (action: DraftAction) => {
    if (action.type === 'assigned') assign({ ...stream.mapping, [action.field]: action.source });
    if (action.type === 'cleared') {
      const { [action.field]: _gone, ...rest } = stream.mapping;
      assign(rest);
    }
  };
  const chooseEntity = (slot: string) => {
    const entity =
      slot === tableSlot ? tableEntity(tableNameFromFile(stream.name.split('.').at(-1) ?? stream.name)) : slot;
    const guess = answer.alternatives.find(
      (one) => one.entity === entity || (slot === tableSlot && isTableEntity(one.entity)),
    );
    const mapping = guess?.mapping ?? {};
    const target = catalog.data.find((one) => one.entity === entity)?.fields ?? [];
    onChange({ ...stream, entity, mapping, missing: missingFields(target, mapping) });
  };
  return (
    <div className={styles.panes}>
      <div className={parts.left}>
        <EntitySelect stream={stream} onChoose={chooseEntity} onRename={(entity) => onChange({ ...stream, entity })} />
        {answer.isSaved && sameMapping(answer.mapping, stream.mapping) ? (
          <p className={parts.help}>{t('wizard.savedUsed')}</p>
        ) : null}
        {isTableEntity(stream.entity) ? (
          <TableColumnsChoice
            columns={answer.fields.map(({ name }) => name)}
            mapping={stream.mapping}
            onChange={assign}
          />
        ) : (
          <DropZone onDrop={(field, column) => dispatch({ type: 'assigned', field, source: { column } })}>
            <MappingEditor
              key={stream.entity}
              fields={fields}
              step={editorStep(stream, answer)}
              dispatch={dispatch}
              onLook={() => {}}
            />
          </DropZone>
        )}
        <ReadingForm
          stream={stream}
          columns={answer.fields.map(({ name }) => name)}
          capabilities={draft.kind?.capabilities}
          onChange={onChange}
        />
      </div>
      <PreviewPanel
        preview={answer}
        isStale={preview.isPlaceholderData}
        columnMark={columnMark}
        missing={stream.missing}
        fields={fields}
        zone={stream.timezone ?? timezone}
      />
    </div>
  );
}

/** The preview for what is set now; the former one stays while the next is on its way. */
function usePreview(draft: Draft, stream: DraftStream) {
  const { name, query, entity, mapping, timezone, currency } = stream;
  const wish = useDeferredValue({
    ...{ name, query, timezone, currency },
    ...(entity === '' ? {} : { entity, mapping: filledMapping(mapping) }),
  });
  const kind = draft.kind?.kind ?? '';
  const { config, id } = draft;
  return useQuery({
    queryKey: ['stream-preview', kind, id, config, wish],
    queryFn: ({ signal }) => previewStream({ kind, config, ...(id ? { connectionId: id } : {}), stream: wish }, signal),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
}

function startingFrom(stream: DraftStream, answer: StreamPreview): DraftStream {
  const cursorFields = answer.cursorFields.length > 0 ? answer.cursorFields : stream.cursorFields;
  return {
    ...stream,
    ...{ entity: answer.entity, mapping: answer.mapping, missing: answer.missing, cursorFields },
    cursorField: stream.cursorField ?? cursorFields[0] ?? null,
    primaryKey: stream.primaryKey.length > 0 ? stream.primaryKey : answer.primaryKey,
  };
}

const sameMapping = (a: object, b: object) => JSON.stringify(a) === JSON.stringify(b);

/** The stream as the editor of the import wizard knows a file. */
function editorStep(stream: DraftStream, answer: StreamPreview): MapStep {
  const columns = answer.fields.map(({ name, type }, index): ImportPreview['columns'][number] => {
    const values = answer.rows.map((row) => row[index] ?? '');
    const samples = [...new Set(values.filter((value) => value !== ''))].slice(0, 5);
    return {
      ...{ name, samples, dateOrder: null, nullCount: values.filter((value) => value === '').length },
      type: type === 'unknown' ? 'text' : type,
    };
  });
  return {
    step: 'map',
    ...{ file: { name: stream.name, sizeBytes: 0 }, entity: stream.entity, mapping: stream.mapping },
    preview: {
      ...{ fileName: stream.name, sizeBytes: 0, encoding: 'utf-8', hasBom: false, delimiter: ',', hasHeader: true },
      ...{ columns, rows: answer.rows, estimatedRows: answer.rows.length, alternatives: [], warnings: [] },
      guess: { entity: answer.entity, mapping: answer.mapping, options: {}, missing: answer.missing, confidence: 1 },
      ...{ kind: 'text', tables: [], table: null, uploadId: '', saved: null },
    },
    ...{ mappingByEntity: {}, options: {}, optionsBefore: null, shouldRemoveSample: null, activity: 'idle' },
    ...{ problem: null, problemWith: null },
  };
}

interface EntitySelectProps {
  stream: DraftStream;
  onChoose: (slot: string) => void;
  onRename: (entity: string) => void;
}

function EntitySelect({ stream, onChoose, onRename }: EntitySelectProps) {
  const { t } = useTranslation('connections');
  const { t: words } = useTranslation('import');
  const nameOf = useEntityName();
  const isTable = isTableEntity(stream.entity);
  return (
    <div className={parts.field}>
      <span className={parts.label}>{t('wizard.goesTo')}</span>
      <div className={parts.row}>
        <Select
          value={isTable ? tableSlot : stream.entity}
          style={{ minWidth: 220 }}
          aria-label={t('wizard.goesTo')}
          data-testid="stream-entity"
          options={[
            ...canonicalEntities.map((entity) => ({ value: entity as string, label: nameOf(entity) })),
            { value: tableSlot, label: words('entity.table') },
          ]}
          onChange={onChoose}
        />
        {isTable ? (
          <input
            className={parts.cell}
            style={{ width: 220, fontSize: 14, padding: '4px 10px' }}
            value={stream.entity.slice(tableSlot.length)}
            maxLength={60}
            aria-label={t('wizard.tableName')}
            onChange={(event) => onRename(tableEntity(event.target.value))}
          />
        ) : null}
      </div>
    </div>
  );
}

interface TableColumnsChoiceProps {
  columns: readonly string[];
  mapping: Record<string, FieldMapping>;
  onChange: (mapping: Record<string, FieldMapping>) => void;
}

/** A table of its own takes columns as they are: which of them. */
function TableColumnsChoice({ columns, mapping, onChange }: TableColumnsChoiceProps) {
  const chosen = new Set(Object.values(mapping).flatMap((source) => ('column' in source ? [source.column] : [])));
  return (
    <ul className={parts.streamList} style={{ maxHeight: 320 }}>
      {columns.map((column) => (
        <li key={column}>
          <label style={{ padding: '6px 14px' }}>
            <input
              type="checkbox"
              checked={chosen.has(column)}
              onChange={(event) => {
                const names = columns.filter((name) => (name === column ? event.target.checked : chosen.has(name)));
                onChange(Object.fromEntries(names.map((name) => [name, { column: name }])));
              }}
            />
            {column}
          </label>
        </li>
      ))}
    </ul>
  );
}

interface DropZoneProps {
  onDrop: (field: string, column: string) => void;
  children: React.ReactNode;
}

/** Lets a column of the preview be dropped onto a field's line. The list in each line does the same without a pointer. */
function DropZone({ onDrop, children }: DropZoneProps) {
  const [over, setOver] = useState<Element | null>(null);
  // Dropped into an expression, a column is text like any other: the browser puts it where the pointer is.
  const lineOf = (event: DragEvent) =>
    event.dataTransfer.types.includes(columnMark) && !(event.target instanceof HTMLTextAreaElement)
      ? (event.target as Element).closest('[data-field]')
      : null;
  const mark = (line: Element | null) => {
    if (over === line) return;
    over?.removeAttribute('data-drop');
    line?.setAttribute('data-drop', '');
    setOver(line);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only takes what is dropped
    <div
      className={styles.dropZone}
      onDragOver={(event) => {
        const line = lineOf(event);
        if (line) event.preventDefault();
        mark(line);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) mark(null);
      }}
      onDrop={(event) => {
        const field = lineOf(event)?.getAttribute('data-field');
        mark(null);
        if (!field) return;
        event.preventDefault();
        onDrop(field, event.dataTransfer.getData(columnMark));
      }}
    >
      {children}
    </div>
  );
}
