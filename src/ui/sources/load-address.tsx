/** A page of the web into a source, where its server lets other sites read it. */
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Source } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { sourceTexts as t } from "../texts/sources.ts";

export function LoadAddress({ source, onError }: { source: Source; onError: (thrown: unknown) => void }) {
  const client = useClient();
  const [url, setUrl] = useState("");
  const [busy, setBusy] = useState(false);
  const load = async () => {
    const { UrlConnector } = await import("../../client/connectors.ts");
    await client.loadData({ connector: new UrlConnector({ urls: [url.trim()] }), source_name: source.name });
  };
  return (
    <form
      className="row"
      style={{ alignItems: "flex-start", marginTop: 12 }}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        setBusy(true);
        load()
          .then(() => setUrl(""), onError)
          .finally(() => setBusy(false));
      }}
    >
      <TextInput
        label={t.address}
        description={t.addressHint}
        placeholder="https://"
        inputWrapperOrder={["label", "input", "description", "error"]}
        value={url}
        style={{ flex: "1 1 260px" }}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <Button
        type="submit"
        variant="default"
        loading={busy}
        disabled={url.trim() === ""}
        style={{ marginTop: 25 }}
      >
        {t.load}
      </Button>
    </form>
  );
}
