import { Checkbox } from "@mantine/core";
import { useState } from "react";
import type { AgentState, ErrorRecord, Tool } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { usePromptChange } from "../components/prompt-change.ts";
import { asErrorRecord } from "../error-record.ts";
import { toolTexts as t } from "../texts/tools.ts";
import { useLive } from "../use-live.ts";

function AgentCheck({
  tool,
  agent,
  onError,
}: {
  tool: Tool;
  agent: AgentState;
  onError: (thrown: unknown) => void;
}) {
  const client = useClient();
  const [attached, setAttached] = usePromptChange(agent.tools.includes(tool.name), async (next) => {
    const params = { agent_id: agent.id, tool_id: tool.id };
    try {
      await (next ? client.attachToolToAgent(params) : client.detachToolFromAgent(params));
    } catch (thrown) {
      onError(thrown);
      throw thrown;
    }
  });
  return (
    <Checkbox
      label={agent.name}
      checked={attached}
      onChange={(event) => setAttached(event.currentTarget.checked)}
    />
  );
}

/** Who may call a tool. */
export function ToolAgents({ tool }: { tool: Tool }) {
  const agents = useLive((one) => one.listAgents(), []).value;
  const [error, setError] = useState<ErrorRecord | null>(null);
  if (!agents) return null;
  return (
    <div className="card">
      <p className="quiet" style={{ margin: "0 0 10px" }}>
        {agents.length === 0 ? t.noAgents : t.agentsText}
      </p>
      <div className="agent-checks">
        {agents.map((agent) => (
          <AgentCheck
            key={agent.id}
            tool={tool}
            agent={agent}
            onError={(thrown) => setError(asErrorRecord(thrown))}
          />
        ))}
      </div>
      {error && <ErrorNotice error={error} />}
    </div>
  );
}
