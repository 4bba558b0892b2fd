/** What a model gets to read of a tool, live beside its source. */
import type { ToolJsonSchema } from "../../schemas/index.ts";
import type { CodeProblem } from "../components/code-editor.tsx";
import { toolTexts as t } from "../texts/tools.ts";

/** A parameter's type in a few letters: `string[]`, `"a" | "b"`, `object`. */
export function typeText(schema: Record<string, unknown>): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const items = schema.items;
  if (schema.type === "array" && typeof items === "object" && items !== null) {
    const inner = typeText(items as Record<string, unknown>);
    return /[| ]/.test(inner) ? `(${inner})[]` : `${inner}[]`;
  }
  if (Array.isArray(schema.type)) return schema.type.join(" | ");
  if (typeof schema.type === "string") return schema.type;
  const unions = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(unions)) return unions.map((one) => typeText(one as Record<string, unknown>)).join(" | ");
  return "any";
}

export function SchemaPreview({ schema }: { schema: ToolJsonSchema }) {
  const { properties, required } = schema.parameters;
  const names = Object.keys(properties).filter((name) => name !== "request_heartbeat");
  return (
    <div className="schema-preview">
      <div className="mono schema-name">{schema.name}</div>
      <p>{schema.description}</p>
      {names.length === 0 ? (
        <p className="quiet">{t.noParameters}</p>
      ) : (
        <dl>
          {names.map((name) => (
            <div key={name}>
              <dt>
                <span className="mono">{name}</span>{" "}
                <span className="quiet mono">{typeText(properties[name] ?? {})}</span>
                {!required.includes(name) && <span className="quiet"> {t.optional}</span>}
              </dt>
              <dd>{String(properties[name]?.description ?? "")}</dd>
            </div>
          ))}
        </dl>
      )}
      <details>
        <summary className="quiet">{t.schemaRaw}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre className="mono schema-raw" tabIndex={0}>
          {JSON.stringify(schema, null, 2)}
        </pre>
      </details>
    </div>
  );
}

export function ProblemList({ problems }: { problems: CodeProblem[] }) {
  return (
    <div className="notice" data-kind="error" role="status">
      <div className="grow">
        <div className="notice-title">{t.problems(problems.length)}</div>
        <ul className="problem-list">
          {problems.map(({ message, line }) => (
            <li key={`${line} ${message}`}>
              {line !== null && <span className="quiet">{t.atLine(line)}: </span>}
              {message}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
