import "./hidden-agents.css";
import { useLocation } from "wouter";
import type { AgentState } from "../../schemas/index.ts";
import { AgentRailLink } from "../components/agent-rail-link.tsx";
import { agentTexts as t } from "../texts/agents.ts";

/** Agents out of sight, folded away below the others; open where one of them is shown, or is looked for. */
export default function HiddenAgents({ agents, filter }: { agents: AgentState[]; filter: string }) {
  const [location] = useLocation();
  const wanted = filter.trim().toLowerCase();
  const shown = agents.filter((agent) => agent.name.toLowerCase().includes(wanted));
  const isHere = (agent: AgentState) => location.startsWith(`/agents/${agent.id}`);
  if (shown.length === 0) return null;
  return (
    <li>
      <details className="rail-hidden" open={wanted !== "" || shown.some(isHere) || undefined}>
        <summary className="rail-item quiet">{t.archivedList(shown.length)}</summary>
        <ul className="plain-list" aria-label={t.archivedList(shown.length)}>
          {shown.map((agent) => (
            <li key={agent.id}>
              <AgentRailLink agent={agent} />
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}
