import { Checkbox } from "@mantine/core";
import { useState } from "react";
import type { ErrorRecord, Tool } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { toolTexts as t } from "../texts/tools.ts";
import { useLive } from "../use-live.ts";

/** Who may call a tool. */
export function ToolAgents({ tool }: { tool: Tool }) {
  const client = useClient();
  const agents = useLive((one) => one.listAgents(), []).value;
  const [error, setError] = useState<ErrorRecord | null>(null);
  if (!agents) return null;
  const set = (agent_id: string, attached: boolean) => {
    setError(null);
    const params = { agent_id, tool_id: tool.id };
    (attached ? client.attachToolToAgent(params) : client.detachToolFromAgent(params)).catch(
      (thrown: unknown) => setError(asErrorRecord(thrown)),
    );
  };
  return (
    <div className="card">
      <p className="quiet" style={{ margin: "0 0 10px" }}>
        {agents.length === 0 ? t.noAgents : t.agentsText}
      </p>
      <div className="agent-checks">
        {agents.map((agent) => (
          <Checkbox
            key={agent.id}
            label={agent.name}
            checked={agent.tools.includes(tool.name)}
            onChange={(event) => set(agent.id, event.currentTarget.checked)}
          />
        ))}
      </div>
      {error && <ErrorNotice error={error} />}
    </div>
  );
}
