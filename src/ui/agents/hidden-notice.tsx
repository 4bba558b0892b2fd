import { Button } from "@mantine/core";
import { useState } from "react";
import type { HiddenAgent } from "../../client/index.ts";
import type { ErrorRecord } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { when } from "../format.ts";
import { agentTexts as t } from "../texts/agents.ts";
import { t as common } from "../texts.ts";

/** Says on the page of an agent that it is out of sight, and brings it back. */
export default function HiddenNotice({ name, hidden }: { name: string; hidden: HiddenAgent }) {
  const client = useClient();
  const [error, setError] = useState<ErrorRecord | null>(null);
  const { agent_id, deletion_at } = hidden;
  const back = () => {
    const params = { agent_id };
    (deletion_at ? client.keepAgent(params) : client.unarchiveAgent(params)).catch((thrown: unknown) =>
      setError(asErrorRecord(thrown)),
    );
  };
  return (
    <div style={{ padding: "10px 16px" }}>
      <div className="notice" role="status">
        <span className="grow">
          {deletion_at ? t.deletedSoon(name, when(deletion_at)) : t.archived(name)}
        </span>
        <Button size="compact-sm" variant="default" onClick={back}>
          {deletion_at ? common.undo : t.bringBack}
        </Button>
      </div>
      {error && <ErrorNotice error={error} />}
    </div>
  );
}
