import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { createClient, forgetRemote } from "../../client/index.ts";
import type { ErrorRecord, Settings } from "../../schemas/index.ts";
import { useClient, useCredentials } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";

/** Servers whose agents stand in the workspace. */
export function ServersSection({ settings }: { settings: Settings }) {
  const client = useClient();
  const credentials = useCredentials();
  const [base_url, setUrl] = useState("");
  const [name, setName] = useState("");
  const [token, setToken] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const { servers } = settings;

  const add = async () => {
    const server = await createClient({ base_url: base_url.trim(), token: token.trim() || null });
    const address = server.base_url;
    // Of the two the token comes first: a server without its token would only fail.
    if (token.trim()) await credentials.set({ endpoint: address, key: token.trim(), remember: "device" });
    forgetRemote(address);
    await client.updateSettings({
      servers: [
        ...servers.filter((one) => one.base_url !== address),
        {
          id: servers.find((one) => one.base_url === address)?.id ?? crypto.randomUUID().slice(0, 8),
          name: name.trim() || new URL(address).host,
          base_url: address,
        },
      ],
    });
    setUrl("");
    setName("");
    setToken("");
  };
  const act = (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    work()
      .catch((thrown: unknown) => setError(asErrorRecord(thrown)))
      .finally(() => setBusy(false));
  };
  const remove = async (id: string, address: string) => {
    await client.updateSettings({ servers: servers.filter((one) => one.id !== id) });
    await credentials.remove(address);
    forgetRemote(address);
  };
  return (
    <>
      <h2>{t.servers.title}</h2>
      <p className="lead">{t.servers.lead}</p>
      {servers.map((server) => (
        <div key={server.id} className="card row" style={{ marginBottom: 8 }}>
          <div className="grow" style={{ minWidth: 0 }}>
            <a href={`#/servers/${server.id}`}>{server.name}</a>
            <div className="quiet" style={{ overflowWrap: "anywhere" }}>
              {server.base_url}
            </div>
          </div>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => act(() => remove(server.id, server.base_url))}
          >
            {t.servers.remove}
          </Button>
        </div>
      ))}
      <form
        className="card"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          act(add);
        }}
      >
        <div className="row" style={{ alignItems: "flex-start" }}>
          <TextInput
            label={t.servers.url}
            placeholder="http://localhost:8283"
            value={base_url}
            required
            style={{ flex: "1 1 240px" }}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <TextInput
            label={t.servers.name}
            value={name}
            style={{ flex: "1 1 140px" }}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <PasswordInput
            label={t.servers.token}
            autoComplete="off"
            value={token}
            style={{ flex: "1 1 180px" }}
            onChange={(event) => setToken(event.currentTarget.value)}
          />
        </div>
        {error && (
          <div style={{ marginTop: 12 }}>
            <ErrorNotice error={error} />
          </div>
        )}
        <Button type="submit" mt="md" variant="default" loading={busy}>
          {t.servers.add}
        </Button>
      </form>
    </>
  );
}

/** The API that this page serves to scripts of its own origin. */
export function ApiSection() {
  const client = useClient();
  const stored = useLive((one) => one.getApiToken(), []).value;
  const [token, setToken] = useState<string | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const save = (next: string | null) => {
    setError(null);
    client.setApiToken({ token: next }).then(
      () => setToken(null),
      (thrown: unknown) => setError(asErrorRecord(thrown)),
    );
  };
  return (
    <>
      <h2>{t.servers.api}</h2>
      <p className="lead">
        {t.servers.apiLead} <code>{new URL("v1", document.baseURI.replace(/#.*$/, "")).href}</code>
      </p>
      <form
        className="row"
        style={{ alignItems: "flex-end" }}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          save(token);
        }}
      >
        <PasswordInput
          label={t.servers.apiToken}
          description={stored ? t.servers.tokenSet : t.servers.tokenNone}
          autoComplete="new-password"
          value={token ?? ""}
          style={{ width: 320 }}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!token}>
          {t.servers.setToken}
        </Button>
        {stored && (
          <Button variant="subtle" color="gray" onClick={() => save(null)}>
            {t.servers.noToken}
          </Button>
        )}
      </form>
      {error && (
        <div style={{ marginTop: 12 }}>
          <ErrorNotice error={error} />
        </div>
      )}
    </>
  );
}
