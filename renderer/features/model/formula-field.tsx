import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { useMemo } from 'react';
import { functions } from '../../../contract/formula/index.ts';
import type { ModelFault } from '../../../contract/model.ts';
import { useTranslation } from '../../i18n/index.ts';
import type { Member } from '../../queries/index.ts';
import { CodeEditor } from './code-editor.tsx';
import parts from './model.module.css';

interface FormulaFieldProps {
  text: string;
  onChange: (text: string) => void;
  members: readonly Member[];
  faults: readonly ModelFault[];
}

/** A formula over members, with completion and the place of a mistake marked. */
export function FormulaField({ text, onChange, members, faults }: FormulaFieldProps) {
  const { t } = useTranslation('model');
  const marks = useMemo(
    () => faults.flatMap(({ from, to, message }) => (from === null ? [] : [{ from, to: to ?? from, message }])),
    [faults],
  );
  const completions = (context: CompletionContext): CompletionResult | null => {
    const word = context.matchBefore(/\[[^\]]*|[\p{L}_]+/u);
    if (word === null) return null;
    const search = word.text.replace('[', '').toLowerCase();
    const fields = members
      .filter((one) => `${one.title} ${one.name} ${one.synonyms.join(' ')}`.toLowerCase().includes(search))
      .map((one) => ({ label: one.title, detail: one.name, apply: `[${one.name}]` }));
    const calls = word.text.startsWith('[')
      ? []
      : Object.keys(functions)
          .filter((name) => name.startsWith(search))
          .map((name) => ({ label: `${name}()`, detail: '', apply: `${name}(` }));
    // A bracket that was closed by itself is taken along.
    const to = context.state.sliceDoc(context.pos, context.pos + 1) === ']' ? context.pos + 1 : context.pos;
    return { from: word.from, to, options: [...calls, ...fields], filter: false };
  };
  return (
    <>
      <CodeEditor
        language="formula"
        label={t('formula')}
        value={text}
        onChange={onChange}
        completions={completions}
        marks={marks}
        hint="[orders.revenue] / [orders.customers]"
        testId="model-formula"
      />
      <p className={parts.hint}>{t('formulaHint')}</p>
    </>
  );
}
