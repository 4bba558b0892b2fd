import { Progress } from "@mantine/core";
import { useEffect, useState } from "react";
import { useClient } from "../client-context.tsx";
import { t } from "../texts.ts";

/** How far the embedding model is on its way, while it is loaded. */
export function ModelProgress() {
  const client = useClient();
  const [status, setStatus] = useState(() => client.embeddingStatus());
  useEffect(() => client.onEmbeddingStatus(setStatus), [client]);
  if (status.state !== "loading") return null;
  const percent = status.total > 0 ? Math.round((100 * status.loaded) / status.total) : null;
  return (
    <div style={{ marginBottom: 8 }} role="status">
      <span className="quiet" style={{ fontSize: "0.78rem" }}>
        {t.mind.model(percent)}
      </span>
      <Progress
        value={percent ?? 100}
        animated={percent === null}
        size="xs"
        aria-label={t.mind.model(percent)}
      />
    </div>
  );
}
