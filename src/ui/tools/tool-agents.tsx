import type { Tool } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { AgentChecks } from "../components/agent-checks.tsx";
import { toolTexts as t } from "../texts/tools.ts";
import { useLive } from "../use-live.ts";

/** Who may call a tool. */
export function ToolAgents({ tool }: { tool: Tool }) {
  const client = useClient();
  const agents = useLive((one) => one.listAgents(), []).value;
  if (!agents) return null;
  return (
    <AgentChecks
      agents={agents.map((agent) => ({ agent, attached: agent.tools.includes(tool.name) }))}
      text={agents.length === 0 ? t.noAgents : t.agentsText}
      onChange={(agent, attached) => {
        const params = { agent_id: agent.id, tool_id: tool.id };
        return attached ? client.attachToolToAgent(params) : client.detachToolFromAgent(params);
      }}
    />
  );
}
