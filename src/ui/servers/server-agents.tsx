import { IconAlertTriangle, IconPlus, IconServer } from "@tabler/icons-react";
import { Link } from "wouter";
import type { RemoteServer } from "../../schemas/index.ts";
import { AppContext, useCredentials } from "../client-context.tsx";
import { AgentRailLink } from "../components/agent-rail-link.tsx";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { useServer } from "./use-server.ts";

function Agents({ base, filter }: { base: string; filter: string }) {
  const agents = useLive((one) => one.listAgents(), []);
  if (agents.error)
    return (
      <li className="quiet" title={agents.error.message}>
        <IconAlertTriangle size={14} aria-hidden /> {agents.error.message}
      </li>
    );
  return (agents.value ?? [])
    .filter(({ name }) => name.toLowerCase().includes(filter.trim().toLowerCase()))
    .reverse()
    .map((agent) => (
      <li key={agent.id}>
        <AgentRailLink agent={agent} base={base} />
      </li>
    ));
}

/** One server's agents in the rail. */
export default function ServerAgents({ server, filter }: { server: RemoteServer; filter: string }) {
  const credentials = useCredentials();
  const { client, error, retry } = useServer(server);
  const base = `/servers/${server.id}`;
  return (
    <>
      <li className="rail-server" title={server.base_url}>
        <IconServer size={14} aria-hidden />
        <span className="rail-item-name">{server.name}</span>
        {client && (
          <Link href={`${base}/new`} aria-label={t.servers.newAgent(server.name)}>
            <IconPlus size={15} aria-hidden />
          </Link>
        )}
      </li>
      {error && (
        <li className="quiet rail-problem">
          {error.message}{" "}
          <button type="button" className="link-button" onClick={retry}>
            {t.retry}
          </button>
        </li>
      )}
      {client && (
        <AppContext value={{ client, credentials }}>
          <Agents base={base} filter={filter} />
        </AppContext>
      )}
    </>
  );
}
