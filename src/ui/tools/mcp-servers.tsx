/** Remote MCP servers: connect, look at what they offer, revoke, remove. */
import { Button, PasswordInput, Switch, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { Link } from "wouter";
import type { ErrorRecord, McpServer } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { usePromptChange } from "../components/prompt-change.ts";
import { asErrorRecord } from "../error-record.ts";
import { when } from "../format.ts";
import { toolTexts as t } from "../texts/tools.ts";
import { useLive } from "../use-live.ts";

function ServerCard({ server }: { server: McpServer }) {
  const client = useClient();
  const tools = useLive(
    async (one) => (await one.listTools()).filter((tool) => tool.module === server.id),
    [server.id],
  ).value;
  const [busy, setBusy] = useState(false);
  const [changes, setChanges] = useState<string | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const [enabled, setEnabled] = usePromptChange(server.enabled, async (next) => {
    setError(null);
    try {
      await client.updateMcpServer({ id: server.id, enabled: next });
    } catch (thrown) {
      setError(asErrorRecord(thrown));
      throw thrown;
    }
  });
  const act = (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    setChanges(null);
    work()
      .catch((thrown: unknown) => setError(asErrorRecord(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <div className="card" style={{ marginBottom: 8 }}>
      <div className="row">
        <div className="grow" style={{ minWidth: 0 }}>
          <strong>{server.name}</strong>
          <div className="quiet" style={{ overflowWrap: "anywhere" }}>
            {server.url}
          </div>
          <div className="quiet numbers" style={{ fontSize: "0.84rem" }}>
            {[
              tools ? t.mcpTools(tools.length) : null,
              server.protocol_version ? t.mcpProtocol(server.protocol_version) : null,
              server.last_checked ? when(server.last_checked) : null,
              ...server.header_names,
            ]
              .filter(Boolean)
              .join(" · ")}
          </div>
        </div>
        <Switch
          label={t.mcpEnabled}
          checked={enabled}
          onChange={(event) => setEnabled(event.currentTarget.checked)}
        />
        <Button
          size="compact-sm"
          variant="default"
          loading={busy}
          onClick={() =>
            act(async () => {
              const { added, changed, removed } = await client.refreshMcpServer({ id: server.id });
              setChanges(t.mcpChanged(added.length, changed.length, removed));
            })
          }
        >
          {t.mcpRefresh}
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          onClick={() =>
            act(async () => {
              await client.deleteMcpServer({ id: server.id });
            })
          }
        >
          {t.mcpRemove}
        </Button>
      </div>
      {changes && (
        <p className="quiet" role="status" style={{ margin: "8px 0 0" }}>
          {changes}
        </p>
      )}
      {server.last_error && !error && (
        <p style={{ margin: "8px 0 0", color: "var(--ink-danger)" }}>{server.last_error.message}</p>
      )}
      {error && (
        <div style={{ marginTop: 10 }}>
          <ErrorNotice error={error} />
        </div>
      )}
      {tools && tools.length > 0 && (
        <div className="row" style={{ gap: 6, marginTop: 10 }}>
          {tools.map((tool) => (
            <Link
              key={tool.id}
              href={`/tools/${tool.id}`}
              className="chip mono"
              title={tool.json_schema.description}
            >
              {tool.name}
            </Link>
          ))}
        </div>
      )}
    </div>
  );
}

export function McpServers() {
  const client = useClient();
  const servers = useLive((one) => one.listMcpServers(), []);
  const [url, setUrl] = useState("");
  const [name, setName] = useState("");
  const [header, setHeader] = useState("");
  const [value, setValue] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const add = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    client
      .addMcpServer({
        url: url.trim(),
        ...(name.trim() ? { name: name.trim() } : {}),
        ...(header.trim() && value.trim() ? { headers: { [header.trim()]: value.trim() } } : {}),
      })
      .then(
        () => {
          setUrl("");
          setName("");
          setHeader("");
          setValue("");
        },
        (thrown: unknown) => setError(asErrorRecord(thrown)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <>
      <h2>{t.mcp}</h2>
      <p className="lead">{t.mcpText}</p>
      {servers.error && <ErrorNotice error={servers.error} />}
      {servers.value?.length === 0 && <p className="quiet">{t.mcpNone}</p>}
      {servers.value?.map((server) => (
        <ServerCard key={server.id} server={server} />
      ))}
      <form className="card" onSubmit={add}>
        <div className="row" style={{ alignItems: "flex-start" }}>
          <TextInput
            label={t.mcpUrl}
            placeholder="https://example.com/mcp"
            required
            value={url}
            style={{ flex: "2 1 260px" }}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <TextInput
            label={t.mcpName}
            value={name}
            style={{ flex: "1 1 140px" }}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </div>
        <div className="row" style={{ alignItems: "flex-start", marginTop: 10 }}>
          <TextInput
            label={t.mcpHeader}
            description={t.mcpHeaderHint}
            inputWrapperOrder={["label", "input", "description", "error"]}
            placeholder="Authorization"
            value={header}
            style={{ flex: "1 1 180px" }}
            onChange={(event) => setHeader(event.currentTarget.value)}
          />
          <PasswordInput
            label={t.mcpValue}
            description={t.mcpSecret}
            inputWrapperOrder={["label", "input", "description", "error"]}
            autoComplete="off"
            value={value}
            style={{ flex: "1 1 240px" }}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
        </div>
        {error && (
          <div style={{ marginTop: 12 }}>
            <ErrorNotice error={error} />
          </div>
        )}
        <Button type="submit" mt="md" variant="default" loading={busy} disabled={url.trim() === ""}>
          {t.mcpAdd}
        </Button>
      </form>
    </>
  );
}
