import { Button, Loader } from "@mantine/core";
import type { ReactNode } from "react";
import { Link, Redirect } from "wouter";
import { AppContext, useCredentials } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { Bar } from "../shell.tsx";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { useServer } from "./use-server.ts";

/** Everything within is of a server's agents. Addresses within are below the server's own. */
export default function ServerScope({ id, children }: { id: string; children: ReactNode }) {
  const credentials = useCredentials();
  const settings = useLive((one) => one.getSettings(), []).value;
  const server = settings?.servers.find((one) => one.id === id);
  const { client, error, retry } = useServer(server);
  if (settings && !server) return <Redirect to="~/" />;
  if (error)
    return (
      <>
        <Bar onlyNarrow>{server?.name}</Bar>
        <div className="full-screen">
          <div style={{ maxWidth: 480 }}>
            <h1 style={{ fontSize: "1.2rem" }}>{server?.name}</h1>
            <ErrorNotice error={error} onRetry={retry}>
              <Button size="compact-sm" variant="default" component="a" href="#/settings">
                {t.servers.settings}
              </Button>
            </ErrorNotice>
          </div>
        </div>
      </>
    );
  if (!client)
    return (
      <div className="full-screen">
        <Loader aria-label={t.loading} />
      </div>
    );
  return <AppContext value={{ client, credentials }}>{children}</AppContext>;
}

/** A server's agent that was made last, or the way to a first one. */
export function ServerHome() {
  const agents = useLive((one) => one.listAgents(), []);
  if (agents.error)
    return (
      <div className="full-screen">
        <ErrorNotice error={agents.error} />
      </div>
    );
  if (agents.value === undefined) return null;
  const latest = agents.value.at(-1);
  if (latest) return <Redirect to={`/agents/${latest.id}`} replace />;
  return (
    <div className="full-screen">
      <div>
        <p>{t.servers.empty}</p>
        <Button component={Link} href="/new">
          {t.rail.newAgent}
        </Button>
      </div>
    </div>
  );
}
