import { Input, Modal, Select } from 'antd';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { FormulaError, FormulaSetError, functions, orderFormulas } from '../../../contract/formula/index.ts';
import type { Formula } from '../../../contract/pivot.ts';
import { formulaInput, pivotInput } from '../../../contract/pivot.ts';
import { formatExact } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { type Member, viewOf } from '../../queries/index.ts';
import { useBuilder } from './builder-context.ts';
import { newId } from './definition.ts';
import styles from './formula-dialog.module.css';
import { useWholePivot } from './pivot-requests.ts';

type Unit = Formula['unit'];

/** Makes or changes a calculated measure: completion, types, a preview over everything, and clear faults. */
export function FormulaDialog({ id, close }: { id: string | null; close: () => void }) {
  const { t } = useTranslation('explore');
  const language = useLanguage();
  const { definition, members, change, subject, workspace } = useBuilder();
  const known = definition.pivot.formulas.find((one) => one.id === id);
  const [own] = useState(() => id ?? newId());
  const [name, setName] = useState(known?.name ?? '');
  const [text, setText] = useState(known?.text ?? '');
  const [unit, setUnit] = useState<Unit>(known?.unit ?? 'number');
  const draft = useMemo<Formula>(() => ({ id: own, name: name.trim() || '?', text, unit }), [own, name, text, unit]);
  const others = useMemo(() => definition.pivot.formulas.filter((one) => one.id !== own), [definition, own]);
  const fault = useMemo(() => faultOf([...others, draft], own, members), [others, draft, own, members]);
  const isReady = fault === null && text.trim() !== '';
  const body = useMemo(() => {
    if (!isReady) return null;
    const pivot = pivotInput.parse({
      values: [{ id: 'preview', source: { formula: own } }],
      formulas: [...others, draft],
    });
    return { pivot, collapsed: { rows: [], columns: [] } };
  }, [isReady, others, draft, own]);
  const preview = useWholePivot(body, 1);
  const figure = preview.data?.cells[0]?.[0];
  const save = () => {
    const formula = formulaInput.parse({ id: own, name, text, unit });
    change((now) => {
      const formulas = [...now.pivot.formulas.filter((one) => one.id !== own), formula];
      const isUsed = now.pivot.values.some(({ source }) => 'formula' in source && source.formula === own);
      const values = isUsed
        ? now.pivot.values
        : [
            ...now.pivot.values,
            { id: newId(), source: { formula: own }, calculation: null, lastBy: null, showTotals: true },
          ];
      return { ...now, pivot: { ...now.pivot, formulas, values } };
    });
    close();
  };
  return (
    <Modal
      open
      title={known ? t('formula') : t('formulaNew')}
      okText={t('apply')}
      onOk={save}
      onCancel={close}
      okButtonProps={{ disabled: !isReady || name.trim() === '' }}
      width={620}
    >
      <div className={styles.form}>
        <label className={styles.label} htmlFor="formula-name">
          <span>{t('formulaName')}</span>
          <Input
            id="formula-name"
            value={name}
            maxLength={80}
            onChange={(event) => setName(event.target.value)}
            data-testid="formula-name"
          />
        </label>
        <FormulaText text={text} setText={setText} subject={subject} others={others} />
        <p className={styles.hint}>{t('formulaHint')}</p>
        <p className={styles.state} data-bad={fault !== null && text !== ''} role="status">
          {text.trim() === '' ? '' : fault ? <FaultText text={text} fault={fault} /> : t('formulaOk')}
          {isReady && preview.data
            ? ` ${t('formulaPreview', { value: typeof figure === 'number' ? formatExact(figure, { unit, language, currency: workspace.currency }) : t('formulaNothing') })}`
            : ''}
        </p>
        <label className={styles.label} htmlFor="formula-unit">
          <span>{t('formulaUnit')}</span>
          <Select<Unit>
            id="formula-unit"
            value={unit}
            options={(['number', 'money', 'count', 'percent'] as const).map((one) => ({
              value: one,
              label: t(`units.${one}`),
            }))}
            onChange={setUnit}
          />
        </label>
      </div>
    </Modal>
  );
}

function faultOf(formulas: Formula[], own: string, members: ReadonlyMap<string, Member>): FormulaError | null {
  try {
    orderFormulas(formulas, (name) => {
      const member = members.get(name);
      return member?.kind === 'measure' && member.type === 'number' ? 'number' : null;
    });
    return null;
  } catch (error) {
    if (error instanceof FormulaSetError) {
      return error.formula.id === own || error.fault.code === 'circular' ? error.fault : null;
    }
    if (error instanceof FormulaError) return error;
    throw error;
  }
}

function FaultText({ text, fault }: { text: string; fault: FormulaError }) {
  const { t } = useTranslation('explore');
  const types = (name: unknown) =>
    name === 'number' || name === 'truth' || name === 'text' || name === 'empty'
      ? t(`types.${name}`)
      : String(name ?? '');
  const sentence = t(`faults.${fault.code}`, {
    sign: String(fault.params.sign ?? ''),
    word: String(fault.params.word ?? ''),
    name: String(fault.params.name ?? ''),
    least: String(fault.params.least ?? ''),
    most: String(fault.params.most ?? ''),
    wanted: types(fault.params.wanted),
    found: types(fault.params.found),
    way: String(fault.params.way ?? ''),
  });
  return (
    <>
      {sentence}{' '}
      <code className={styles.place}>
        {fault.from > 12 ? '…' : ''}
        {text.slice(Math.max(0, fault.from - 12), fault.from)}
        <mark>{text.slice(fault.from, Math.max(fault.to, fault.from + 1)) || '␣'}</mark>
      </code>
    </>
  );
}

interface FormulaTextProps {
  text: string;
  setText: (text: string) => void;
  subject: string | null;
  others: Formula[];
}

interface Offer {
  insert: string;
  label: string;
  note: string;
}

/** The formula with a list of what may come next: measures, other formulas, functions. */
function FormulaText({ text, setText, subject, others }: FormulaTextProps) {
  const { t } = useTranslation('explore');
  const { members } = useBuilder();
  const box = useRef<HTMLTextAreaElement>(null);
  const [cursor, setCursor] = useState(text.length);
  const [picked, setPicked] = useState(0);
  const before = text.slice(0, cursor);
  const word = /(\[[^\]]*|[\p{L}_]+)$/u.exec(before)?.[0] ?? '';
  const offers = useMemo<Offer[]>(() => {
    const search = word.replace('[', '').toLowerCase();
    if (word === '') return [];
    const measures = [...members.values()]
      .filter(
        (one) => one.kind === 'measure' && one.type === 'number' && (subject === null || viewOf(one.name) === subject),
      )
      .filter((one) => `${one.title} ${one.name} ${one.synonyms.join(' ')}`.toLowerCase().includes(search))
      .map((one) => ({ insert: `[${one.name}]`, label: one.title, note: one.name }));
    const formulas = others
      .filter((one) => one.name.toLowerCase().includes(search))
      .map((one) => ({ insert: `[${one.name}]`, label: one.name, note: 'ƒ' }));
    const calls = word.startsWith('[')
      ? []
      : Object.keys(functions)
          .filter((name) => name.startsWith(search))
          .map((name) => ({ insert: `${name}(`, label: `${name}()`, note: '' }));
    return [...calls, ...formulas, ...measures].slice(0, 8);
  }, [word, members, subject, others]);
  const take = (offer: Offer) => {
    const start = cursor - word.length;
    const rest = text.slice(cursor).replace(/^\]/, '');
    setText(text.slice(0, start) + offer.insert + rest);
    const at = start + offer.insert.length;
    setCursor(at);
    setPicked(0);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(at, at);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (offers.length === 0) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setPicked((now) => (now + (event.key === 'ArrowDown' ? 1 : offers.length - 1)) % offers.length);
    } else if (event.key === 'Tab' || event.key === 'Enter') {
      const offer = offers[picked];
      if (!offer) return;
      event.preventDefault();
      take(offer);
    }
  };
  return (
    <div className={styles.label}>
      <label htmlFor="formula-text">{t('formulaText')}</label>
      <textarea
        id="formula-text"
        ref={box}
        className={styles.text}
        rows={4}
        value={text}
        spellCheck={false}
        onChange={(event) => {
          setText(event.target.value);
          setCursor(event.target.selectionStart);
          setPicked(0);
        }}
        onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={offers.length > 0}
        aria-controls="formula-offers"
        data-testid="formula-text"
      />
      <div
        id="formula-offers"
        className={styles.offers}
        role="listbox"
        aria-label={t('formulaText')}
        hidden={offers.length === 0}
      >
        {offers.map((offer, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the text
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          <div
            key={offer.insert}
            role="option"
            aria-selected={index === picked}
            className={styles.offer}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(offer)}
          >
            <span>{offer.label}</span>
            <small>{offer.note}</small>
          </div>
        ))}
      </div>
    </div>
  );
}
