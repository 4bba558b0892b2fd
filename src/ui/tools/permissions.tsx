/** What the person lets a tool do: ask first, hosts, limits. Everything is saved as it is changed. */
import { ActionIcon, Button, NumberInput, Switch, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import type { ErrorRecord, Tool, ToolSettings } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { usePromptChange } from "../components/prompt-change.ts";
import { asErrorRecord } from "../error-record.ts";
import { toolTexts as t } from "../texts/tools.ts";
import { useLive } from "../use-live.ts";

const MB = 1024 * 1024;

/** A number that is saved when its field is left or Enter is pressed: a half-typed one must not be. */
function LimitField({
  label,
  description,
  value,
  min,
  max,
  onSave,
}: {
  label: string;
  description?: string;
  value: number;
  min: number;
  max: number;
  onSave: (value: number) => void;
}) {
  const [typed, setTyped] = useState<number | string | null>(null);
  const save = () => {
    const next = Number(typed);
    if (typed !== null && typed !== "" && next !== value && next >= min && next <= max) onSave(next);
    setTyped(null);
  };
  return (
    <NumberInput
      label={label}
      description={description}
      value={typed ?? value}
      min={min}
      max={max}
      inputWrapperOrder={["label", "input", "description", "error"]}
      style={{ flex: "1 1 190px" }}
      onChange={setTyped}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") save();
      }}
    />
  );
}

export function Permissions({ tool }: { tool: Tool }) {
  const client = useClient();
  const settings = useLive((one) => one.getToolSettings({ tool_id: tool.id }), [tool.id]);
  const [host, setHost] = useState("");
  const [error, setError] = useState<ErrorRecord | null>(null);
  const now = settings.value;
  const change = (
    patch: Partial<Omit<ToolSettings, "tool_id" | "limits">> & { limits?: Partial<ToolSettings["limits"]> },
  ) => {
    setError(null);
    return client.updateToolSettings({ tool_id: tool.id, ...patch }).then(
      () => true,
      (thrown: unknown) => {
        setError(asErrorRecord(thrown));
        return false;
      },
    );
  };
  const [asks, setAsks] = usePromptChange(now?.requires_approval ?? false, async (requires_approval) => {
    // What went wrong is shown below; thrown, it puts the switch back.
    if (!(await change({ requires_approval }))) throw new Error("not stored");
  });
  if (settings.error) return <ErrorNotice error={settings.error} />;
  if (!now) return null;
  const hasCode = tool.source_type !== "mcp" && tool.source_type !== "built-in";
  const grant = async (event: FormEvent) => {
    event.preventDefault();
    if (host.trim() === "") return;
    if (await change({ allowed_hosts: [...now.allowed_hosts, host.trim()] })) setHost("");
  };
  return (
    <div className="card">
      <Switch
        label={t.approval}
        description={t.approvalText}
        checked={asks}
        onChange={(event) => setAsks(event.currentTarget.checked)}
      />
      {hasCode && (
        <>
          <h3 className="card-heading">{t.hosts}</h3>
          <p className="quiet" style={{ margin: "0 0 8px" }}>
            {t.hostsText}
          </p>
          {now.allowed_hosts.length === 0 ? (
            <p className="quiet" style={{ margin: "0 0 8px" }}>
              {t.hostsNone}
            </p>
          ) : (
            <ul className="host-list">
              {now.allowed_hosts.map((one) => (
                <li key={one} className="chip mono">
                  {one}
                  <ActionIcon
                    size="xs"
                    variant="subtle"
                    color="gray"
                    aria-label={t.revoke(one)}
                    onClick={() =>
                      void change({ allowed_hosts: now.allowed_hosts.filter((other) => other !== one) })
                    }
                  >
                    <IconX size={12} />
                  </ActionIcon>
                </li>
              ))}
            </ul>
          )}
          <form className="row" onSubmit={(event) => void grant(event)}>
            <TextInput
              aria-label={t.host}
              placeholder="api.example.com"
              value={host}
              style={{ flex: "0 1 280px" }}
              onChange={(event) => setHost(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" disabled={host.trim() === ""}>
              {t.grant}
            </Button>
          </form>
        </>
      )}
      <div className="row" style={{ marginTop: 16, alignItems: "flex-start" }}>
        <LimitField
          label={t.time}
          value={now.limits.time_ms / 1000}
          min={0.1}
          max={600}
          onSave={(seconds) => void change({ limits: { time_ms: Math.round(seconds * 1000) } })}
        />
        {hasCode && (
          <>
            <LimitField
              label={t.memory}
              {...(tool.source_type === "python" ? { description: t.memoryPython } : {})}
              value={Math.round(now.limits.memory_bytes / MB)}
              min={1}
              max={2048}
              onSave={(size) => void change({ limits: { memory_bytes: Math.round(size * MB) } })}
            />
            <LimitField
              label={t.output}
              value={now.limits.output_characters}
              min={100}
              max={10_000_000}
              onSave={(output_characters) => void change({ limits: { output_characters } })}
            />
          </>
        )}
      </div>
      {error && (
        <div style={{ marginTop: 12 }}>
          <ErrorNotice error={error} />
        </div>
      )}
    </div>
  );
}
