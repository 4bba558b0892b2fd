/** A code editor: CodeMirror in the app's own colours, loaded when a page first shows code. */
import "./code-editor.css";
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { json } from "@codemirror/lang-json";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching,
  defaultHighlightStyle,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder as placeholderText,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";

export type CodeLanguage = "javascript" | "typescript" | "python" | "json" | "template";

/** A problem shown at its line; without a line it is the caller's to show. */
export interface CodeProblem {
  message: string;
  /** From 1. */
  line: number | null;
  column: number | null;
}

export interface CodeEditorProps {
  value: string;
  onChange?: (value: string) => void;
  language: CodeLanguage;
  /** What a screen reader calls it. */
  label: string;
  problems?: CodeProblem[];
  readOnly?: boolean;
  placeholder?: string;
  /** Lowest height in lines. Default 12. */
  minLines?: number;
}

const LANGUAGES: Record<CodeLanguage, () => Extension> = {
  javascript: () => javascript(),
  typescript: () => javascript({ typescript: true }),
  python: () => [python(), indentUnit.of("    ")],
  json: () => json(),
  template: () => [],
};

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: "var(--ink-thought)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--ink-memory)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--ink-tool)" },
  { tag: [tags.comment, tags.docComment], color: "var(--text-quiet)", fontStyle: "italic" },
  { tag: [tags.typeName, tags.className], color: "var(--accent)" },
  { tag: tags.function(tags.definition(tags.variableName)), color: "var(--accent)", fontWeight: "600" },
  { tag: tags.definition(tags.propertyName), color: "var(--accent)" },
  { tag: tags.invalid, color: "var(--ink-danger)" },
]);

const look = EditorView.theme({
  "&": {
    fontSize: "0.85rem",
    color: "var(--text)",
    backgroundColor: "var(--surface-raised)",
    border: "1px solid var(--line-strong)",
    borderRadius: "10px",
    overflow: "hidden",
  },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mantine-font-family-monospace)", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--text)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--accent-soft) !important",
  },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--surface-sunk) 60%, transparent)" },
  ".cm-gutters": {
    backgroundColor: "var(--surface-sunk)",
    color: "var(--text-quiet)",
    border: "0",
    borderRight: "1px solid var(--line)",
  },
  ".cm-matchingBracket": { backgroundColor: "var(--accent-soft) !important" },
  ".cm-tooltip": {
    backgroundColor: "var(--surface-raised)",
    color: "var(--text)",
    border: "1px solid var(--line-strong)",
    borderRadius: "8px",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--accent-soft)",
    color: "var(--text)",
  },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--ink-danger)" },
});

/** In the tab order by itself: what scrolls must be reachable by keyboard, also where it cannot be edited. */
const contentOf = (label: string) => EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" });

function toDiagnostics(state: EditorState, problems: CodeProblem[]): Diagnostic[] {
  return problems.flatMap(({ message, line, column }) => {
    if (line === null || line < 1 || line > state.doc.lines) return [];
    const { from, to } = state.doc.line(line);
    const start = Math.min(to, from + Math.max(0, (column ?? 1) - 1));
    const word = state.wordAt(start);
    return [{ severity: "error" as const, message, from: start, to: word && word.to > start ? word.to : to }];
  });
}

export default function CodeEditor({
  value,
  onChange,
  language,
  label,
  problems,
  readOnly = false,
  placeholder,
  minLines = 12,
}: CodeEditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const changed = useRef(onChange);
  changed.current = onChange;
  const parts = useRef({
    language: new Compartment(),
    readOnly: new Compartment(),
    label: new Compartment(),
  });

  // The editor is made once; what changes later is handed to it below.
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once
  useEffect(() => {
    if (!box.current) return;
    const { language: languagePart, readOnly: readOnlyPart, label: labelPart } = parts.current;
    const editor = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          lineNumbers(),
          lintGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          autocompletion(),
          highlightActiveLine(),
          syntaxHighlighting(colours),
          syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
          EditorView.lineWrapping,
          look,
          keymap.of([
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...historyKeymap,
            ...completionKeymap,
            // Escape, then Tab, leaves the editor: CodeMirror's own way out of the trap.
            indentWithTab,
          ]),
          languagePart.of(LANGUAGES[language]()),
          readOnlyPart.of(EditorState.readOnly.of(readOnly)),
          labelPart.of(contentOf(label)),
          ...(placeholder ? [placeholderText(placeholder)] : []),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed.current?.(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.language.reconfigure(LANGUAGES[language]()) });
  }, [language]);
  useEffect(() => {
    view.current?.dispatch({
      effects: [
        parts.current.readOnly.reconfigure(EditorState.readOnly.of(readOnly)),
        parts.current.label.reconfigure(contentOf(label)),
      ],
    });
  }, [readOnly, label]);
  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, toDiagnostics(editor.state, problems ?? [])));
  }, [problems]);

  return <div ref={box} className="code-editor" style={{ "--min-lines": minLines } as React.CSSProperties} />;
}
