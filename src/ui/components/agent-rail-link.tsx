import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import type { AgentState } from "../../schemas/index.ts";
import { initials } from "../format.ts";

export interface AgentRailLinkProps {
  agent: AgentState;
  /** Where its server's pages begin; empty for an agent of this browser. */
  base?: string;
  children?: ReactNode;
}

/** An agent in the rail. */
export function AgentRailLink({ agent, base = "", children }: AgentRailLinkProps) {
  const [location] = useLocation();
  const href = `${base}/agents/${agent.id}`;
  return (
    <Link href={href} className="rail-item" aria-current={location.startsWith(href) ? "page" : undefined}>
      <span className="avatar" aria-hidden>
        {initials(agent.name)}
      </span>
      <span className="rail-item-name">{agent.name}</span>
      {children}
    </Link>
  );
}
