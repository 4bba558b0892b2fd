import { IconArrowLeft } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { AgentState } from "../../../schemas/index.ts";
import { ErrorNotice } from "../../components/error-notice.tsx";
import { Bar } from "../../shell.tsx";
import { explorerTexts } from "../../texts/explorers.ts";
import { useLive } from "../../use-live.ts";
import { usePageTitle } from "../../window/page-title.ts";

/** A page about one agent's memory: what it is, whose, and the way back. */
export function ExplorerFrame({
  agentId,
  title,
  aside,
  children,
}: {
  agentId: string;
  title: string;
  aside?: ReactNode;
  children: (agent: AgentState) => ReactNode;
}) {
  const { value: agent, error } = useLive((client) => client.getAgent(agentId), [agentId]);
  usePageTitle(agent && `${title} · ${agent.name}`);
  return (
    <>
      <Bar>
        {agent && (
          <Link href={`/agents/${agentId}`} className="chip" aria-label={explorerTexts.back(agent.name)}>
            <IconArrowLeft size={14} aria-hidden />
            <span className="explorer-agent">{agent.name}</span>
          </Link>
        )}
        <h1>{title}</h1>
        <span className="bar-space" />
        {aside}
      </Bar>
      <div className="explorer">{error ? <ErrorNotice error={error} /> : agent && children(agent)}</div>
    </>
  );
}
