/** The arguments of a call, as a form made of the tool's schema. */
import { Checkbox, Select, Textarea, TextInput } from "@mantine/core";
import { toolTexts as t } from "../texts/tools.ts";
import type { FieldValues, ReadFields, SchemaField } from "./schema-fields.ts";

export interface SchemaFormProps {
  fields: SchemaField[];
  values: FieldValues;
  problems: ReadFields["problems"];
  onChange: (values: FieldValues) => void;
}

export function SchemaForm({ fields, values, problems, onChange }: SchemaFormProps) {
  if (fields.length === 0) return <p className="quiet">{t.noParameters}</p>;
  return (
    <div className="schema-form">
      {fields.map((field) => {
        const { name, kind, description, required } = field;
        const value = values[name];
        const text = typeof value === "string" ? value : "";
        const set = (next: string | boolean) => onChange({ ...values, [name]: next });
        const problem = problems[name];
        const common = {
          label: <span className="mono">{name}</span>,
          description: [description, kind === "lines" ? t.lines : kind === "json" ? t.json : ""]
            .filter(Boolean)
            .join(" "),
          withAsterisk: required,
          error: problem ? t.fieldProblems[problem] : undefined,
        };
        if (kind === "boolean")
          return (
            <Checkbox
              key={name}
              {...common}
              checked={value === true}
              onChange={(event) => set(event.currentTarget.checked)}
            />
          );
        if (kind === "choice")
          return (
            <Select
              key={name}
              {...common}
              data={field.choices.map(({ label }) => label)}
              value={text || null}
              clearable={!required}
              onChange={(next) => set(next ?? "")}
            />
          );
        if (kind === "integer" || kind === "number")
          return (
            <TextInput
              key={name}
              {...common}
              inputMode={kind === "integer" ? "numeric" : "decimal"}
              value={text}
              onChange={(event) => set(event.currentTarget.value)}
            />
          );
        return (
          <Textarea
            key={name}
            {...common}
            autosize
            minRows={kind === "text" ? 1 : 2}
            maxRows={12}
            value={text}
            styles={kind === "json" ? { input: { fontFamily: "var(--mantine-font-family-monospace)" } } : {}}
            onChange={(event) => set(event.currentTarget.value)}
          />
        );
      })}
    </div>
  );
}
