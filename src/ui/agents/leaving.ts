/** Taking an agent out of sight, with a way back. */
import type { AgentWorkspace } from "../../client/index.ts";
import type { AgentState } from "../../schemas/index.ts";
import { offerUndo } from "../notices/undo.ts";
import { agentTexts as t } from "../texts/agents.ts";

export async function archive(client: AgentWorkspace, { id: agent_id, name }: AgentState): Promise<void> {
  await client.archiveAgent({ agent_id });
  offerUndo(t.archived(name), () => client.unarchiveAgent({ agent_id }));
}

/** Deletes an agent of this browser: it can be taken back for a minute. NotSupportedError on a server. */
export async function deleteWithUndo(
  client: AgentWorkspace,
  { id: agent_id, name }: AgentState,
): Promise<void> {
  await client.deleteAgentLater({ agent_id });
  offerUndo(t.deleted(name), () => client.keepAgent({ agent_id }));
}
