import { autocompletion, type CompletionSource, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import styles from './code-editor.module.css';

export interface Mark {
  /** Characters from the start of the text. */
  from: number;
  to: number;
  message: string;
}

interface CodeEditorProps {
  label: string;
  value: string;
  onChange?: (value: string) => void;
  completions: CompletionSource;
  marks: readonly Mark[];
  language: 'yaml' | 'formula';
  isReadOnly?: boolean;
  hint?: string;
  testId: string;
}

/** Colours come from the theme’s own variables, so that both themes and both scripts read alike. */
const highlighting = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--series-1)' },
  { tag: [tags.string, tags.content], color: 'var(--ink)' },
  { tag: tags.comment, color: 'var(--ink-3)' },
  { tag: [tags.number, tags.bool, tags.keyword], color: 'var(--accent-ink)' },
  { tag: [tags.punctuation, tags.separator], color: 'var(--ink-3)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', color: 'var(--ink)', backgroundColor: 'var(--surface)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--mono, ui-monospace, "SF Mono", Menlo, Consolas, monospace)',
    lineHeight: '20px',
  },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--ink-3)', border: 'none' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--accent-soft)' },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'inherit', maxHeight: '240px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent-soft)',
    color: 'var(--ink)',
  },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal', marginLeft: '12px' },
  '.cm-lintRange-error': { backgroundImage: 'none', borderBottom: '2px solid var(--red)' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--red)', padding: '6px 10px' },
});

/** A text with line numbers, completion and marked mistakes. Tab moves on; Esc and then Tab leaves a file. */
export function CodeEditor(props: CodeEditorProps) {
  const { label, value, marks, language, isReadOnly = false, hint, testId } = props;
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const access = useRef(new Compartment());
  // Built once; what changes later is handed to the editor that is there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: value, label and access follow below
  useEffect(() => {
    if (place.current === null) return;
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({ doc: value, extensions: extensionsOf() }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
    function extensionsOf(): Extension[] {
      return [
        ...(language === 'yaml' ? [lineNumbers(), yaml(), keymap.of([indentWithTab])] : [EditorView.lineWrapping]),
        history(),
        closeBrackets(),
        indentUnit.of('  '),
        syntaxHighlighting(highlighting),
        autocompletion({ override: [(context) => latest.current.completions(context)], icons: false }),
        keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        look,
        access.current.of(accessOf(isReadOnly, label)),
        placeholder(hint ?? ''),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) latest.current.onChange?.(update.state.doc.toString());
        }),
      ];
    }
  }, [language]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    view.current?.dispatch({ effects: access.current.reconfigure(accessOf(isReadOnly, label)) });
  }, [isReadOnly, label]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const end = editor.state.doc.length;
    const diagnostics = marks.map(
      ({ from, to, message }): Diagnostic => ({
        from: Math.min(from, end),
        to: Math.min(Math.max(to, from), end),
        severity: 'error',
        message,
      }),
    );
    editor.dispatch(setDiagnostics(editor.state, diagnostics));
  }, [marks]);
  return <div ref={place} className={styles.editor} data-language={language} data-testid={testId} />;
}

function accessOf(isReadOnly: boolean, label: string): Extension {
  return [
    EditorState.readOnly.of(isReadOnly),
    EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': String(isReadOnly) }),
  ];
}
