/** Fields that are saved when they are left or Enter is pressed: what is half typed must not be. */
import { NumberInput, Textarea, TextInput } from "@mantine/core";
import { type KeyboardEvent, useEffect, useState } from "react";
import type { ErrorRecord } from "../../schemas/index.ts";
import { usePromptChange } from "../components/prompt-change.ts";
import { asErrorRecord } from "../error-record.ts";
import { offerUndo } from "../notices/undo.ts";
import { agentTexts as t } from "../texts/agents.ts";

/**
 * A stored value that is saved as it is changed: it shows at once, can be undone for a while, and says what went wrong.
 *
 * @param label names the value in the notice.
 */
export function useSaved<T>(label: string, stored: T, store: (next: T) => Promise<unknown>) {
  const [error, setError] = useState<ErrorRecord | null>(null);
  const [value, choose] = usePromptChange(stored, async (next) => {
    setError(null);
    try {
      await store(next);
    } catch (thrown) {
      setError(asErrorRecord(thrown));
      throw thrown;
    }
    offerUndo(t.changed(label), () => store(stored));
  });
  return { value, choose, error };
}

interface SavedFieldProps<T> {
  label: string;
  description?: string;
  value: T;
  onSave: (next: T) => Promise<unknown>;
}

/** What is typed, until it is what is stored. */
function useTyped<T>(stored: T): [T | null, (next: T | null) => void] {
  const [typed, setTyped] = useState<T | null>(null);
  useEffect(() => setTyped((now) => (now === stored ? null : now)), [stored]);
  return [typed, setTyped];
}

export function SavedText({
  label,
  description,
  value: stored,
  onSave,
  lines = 1,
  maxLength,
}: SavedFieldProps<string> & { lines?: number; maxLength?: number }) {
  const { value, choose, error } = useSaved(label, stored, onSave);
  const [typed, setTyped] = useTyped(stored);
  const save = () => {
    const next = typed?.trim();
    if (next === undefined || next === value) setTyped(null);
    else choose(next);
  };
  const props = {
    label,
    description,
    maxLength,
    value: typed ?? value,
    error: error?.message,
    style: { flex: "1 1 240px" },
    onChange: (event: { currentTarget: { value: string } }) => setTyped(event.currentTarget.value),
    onBlur: save,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === "Enter" && (lines === 1 || event.ctrlKey || event.metaKey)) save();
      if (event.key === "Escape") setTyped(null);
    },
  };
  return lines === 1 ? (
    <TextInput {...props} />
  ) : (
    <Textarea {...props} autosize minRows={lines} maxRows={8} />
  );
}

/** A number; null where the field is left empty, if it may be. */
export function SavedNumber({
  label,
  description,
  value: stored,
  onSave,
  min,
  max,
  step,
  mayBeEmpty = false,
}: SavedFieldProps<number | null> & { min: number; max: number; step: number; mayBeEmpty?: boolean }) {
  const { value, choose, error } = useSaved(label, stored, onSave);
  const [typed, setTyped] = useState<number | string | null>(null);
  const save = () => {
    const next = typed === "" ? null : Number(typed);
    const isFit = next === null ? mayBeEmpty : next >= min && next <= max;
    if (typed !== null && next !== value && isFit) choose(next);
    setTyped(null);
  };
  return (
    <NumberInput
      label={label}
      description={description}
      value={typed ?? value ?? ""}
      error={error?.message}
      min={min}
      max={max}
      step={step}
      inputWrapperOrder={["label", "input", "description", "error"]}
      style={{ flex: "1 1 200px", maxWidth: 260 }}
      onChange={setTyped}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") save();
      }}
    />
  );
}
