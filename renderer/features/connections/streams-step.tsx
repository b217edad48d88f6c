import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import { formatCount } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import parts from './connections.module.css';
import { type Draft, streamOf } from './draft.ts';
import { discoverStreams } from './requests.ts';

/** What the source has; chosen streams are mapped in the next step. */
export function StreamsStep({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const { t } = useTranslation('connections');
  const [search, setSearch] = useState('');
  const probe = { kind: draft.kind?.kind ?? '', config: draft.config, ...(draft.id ? { connectionId: draft.id } : {}) };
  const found = useQuery({
    queryKey: ['discovered', probe],
    queryFn: () => discoverStreams(probe),
    retry: false,
    gcTime: 0,
  });
  const chosen = new Set(draft.streams.map(({ name }) => name));
  const all = found.data ?? [];
  const shown = all.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  const toggle = (name: string, isChosen: boolean) => {
    const proposal = all.find((stream) => stream.name === name);
    const streams = isChosen
      ? proposal
        ? [...draft.streams, streamOf(proposal, null)]
        : draft.streams
      : draft.streams.filter((stream) => stream.name !== name);
    onChange({ ...draft, streams });
  };
  if (found.isPending) {
    return (
      <p className={parts.quiet} aria-busy="true">
        {t('loading')}
      </p>
    );
  }
  return (
    <div className={parts.left} style={{ maxWidth: 760 }}>
      {found.error ? (
        <div className={parts.result} data-failed role="alert">
          <p>{found.error.message}</p>
        </div>
      ) : (
        <>
          <div className={parts.row}>
            <strong>{t('wizard.chooseStreams')}</strong>
            <Input
              allowClear
              value={search}
              placeholder={t('wizard.searchStreams')}
              aria-label={t('wizard.searchStreams')}
              style={{ width: 240, marginLeft: 'auto' }}
              onChange={(event) => setSearch(event.target.value)}
            />
          </div>
          {all.length === 0 ? <p className={parts.quiet}>{t('wizard.noStreams')}</p> : null}
          <ul className={parts.streamList} data-testid="streams">
            {shown.map((stream) => (
              <li key={stream.name}>
                <label htmlFor={`stream-${stream.name}`}>
                  <Checkbox
                    id={`stream-${stream.name}`}
                    checked={chosen.has(stream.name)}
                    data-testid={`stream-${stream.name}`}
                    onChange={(event) => toggle(stream.name, event.target.checked)}
                  />
                  <span>{stream.name}</span>
                  {stream.saved ? <span className={parts.help}>{t('wizard.savedMapping')}</span> : null}
                  <span className={parts.footNote}>
                    {stream.fields.length > 0 ? t('wizard.columns', { count: stream.fields.length }) : ''}
                    {stream.estimatedRows === null
                      ? ''
                      : ` · ${t('wizard.about', { rows: formatCount(stream.estimatedRows) })}`}
                  </span>
                </label>
              </li>
            ))}
          </ul>
        </>
      )}
      {draft.kind?.capabilities.queries ? <AddQuery draft={draft} onChange={onChange} /> : null}
    </div>
  );
}

function AddQuery({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const { t } = useTranslation('connections');
  const [isOpen, setIsOpen] = useState(false);
  const [name, setName] = useState('');
  const [query, setQuery] = useState('');
  const queries = draft.streams.filter((stream) => stream.query !== null);
  const add = () => {
    const found = { name: name.trim(), primaryKey: [], cursorFields: [] };
    onChange({ ...draft, streams: [...draft.streams, streamOf(found, query)] });
    setName('');
    setQuery('');
    setIsOpen(false);
  };
  const isTaken = draft.streams.some((stream) => stream.name === name.trim());
  return (
    <>
      {queries.map((stream) => (
        <div key={stream.name} className={parts.row}>
          <span>{stream.name}</span>
          <Button
            size="small"
            onClick={() => onChange({ ...draft, streams: draft.streams.filter((one) => one !== stream) })}
          >
            {t('remove')}
          </Button>
        </div>
      ))}
      <button type="button" className={parts.disclosure} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {t('wizard.addQuery')}
      </button>
      {isOpen ? (
        <div className={parts.form}>
          <Input
            value={name}
            maxLength={100}
            placeholder={t('wizard.queryName')}
            aria-label={t('wizard.queryName')}
            onChange={(event) => setName(event.target.value)}
          />
          <Input.TextArea
            value={query}
            rows={5}
            spellCheck={false}
            placeholder="SELECT …"
            aria-label={t('wizard.query')}
            style={{ fontFamily: 'ui-monospace, monospace', fontSize: 12 }}
            onChange={(event) => setQuery(event.target.value)}
          />
          <Button onClick={add} disabled={name.trim() === '' || query.trim() === '' || isTaken}>
            {t('wizard.addQuery')}
          </Button>
        </div>
      ) : null}
    </>
  );
}
