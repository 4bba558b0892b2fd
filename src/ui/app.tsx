import { Button, Loader, MantineProvider } from "@mantine/core";
import { type ComponentType, Suspense, useEffect, useState } from "react";
import { Redirect, Route, Router, Switch } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { createClient, credentials, type LocalClient, wasUsedBefore } from "../client/index.ts";
import type { ErrorRecord } from "../schemas/index.ts";
import { Home } from "./agents/home.tsx";
import { followRuns } from "./chat/running.ts";
import { AppContext } from "./client-context.tsx";
import { RecoveryScreen } from "./data/recovery-screen.tsx";
import { asErrorRecord } from "./error-record.ts";
import { loadable } from "./loadable.tsx";
import { MindPanel } from "./memory/lazy-mind-panel.ts";
import { ColorScheme } from "./settings/color-scheme.tsx";
import { Shell } from "./shell.tsx";
import { t } from "./texts.ts";
import { theme } from "./theme.ts";

const AgentPage = loadable(() => import("./agents/agent-page.tsx"));
const AgentSettingsPage = loadable(() => import("./agents/agent-settings-page.tsx"));
const CreateAgentPage = loadable(() => import("./agents/create-agent-page.tsx"));
const ArchivalPage = loadable(() => import("./memory/explorers/archival-page.tsx"));
const RecallPage = loadable(() => import("./memory/explorers/recall-page.tsx"));
const SearchPage = loadable(() => import("./chat/search-page.tsx"));
const SourcesPage = loadable(() => import("./sources/sources-page.tsx"));
const ToolsPage = loadable(() => import("./tools/tools-page.tsx"));
const ImportPage = loadable(() => import("./carry/import-page.tsx"));
const LibraryPage = loadable(() => import("./library/library-page.tsx"));
const ModelsPage = loadable(() => import("./models/models-page.tsx"));
const DataPage = loadable(() => import("./data/data-page.tsx"));
const ServerScope = loadable(() => import("./servers/server-scope.tsx"));
const ServerHome = loadable(async () => ({
  default: (await import("./servers/server-scope.tsx")).ServerHome,
}));
const SettingsPage = loadable(() => import("./settings/settings-page.tsx"));
const UsagePage = loadable(() => import("./usage/usage-page.tsx"));

/** Loads what the address will show, while the database opens. */
async function preloadFirstPage(): Promise<void> {
  const [, page] = location.hash.split("/");
  const pages = {
    new: CreateAgentPage,
    sources: SourcesPage,
    tools: ToolsPage,
    library: LibraryPage,
    import: ImportPage,
    models: ModelsPage,
    data: DataPage,
    settings: SettingsPage,
    usage: UsagePage,
  };
  if (page && page in pages) await pages[page as keyof typeof pages].preload();
  // Who comes for the first time sees a few words and two buttons, which are here already.
  else if (page === "agents" || wasUsedBefore())
    await Promise.all([AgentPage.preload(), MindPanel.preload()]);
}

type Opening =
  | { state: "opening" }
  | { state: "ready"; client: LocalClient }
  | { state: "problem"; error: ErrorRecord }
  /** A newer version in another tab needed the database; this tab has let it go. */
  | { state: "replaced" };

function useOpenClient({ onReady, onReplaced }: AppProps): { opening: Opening; open: () => void } {
  const [opening, setOpening] = useState<Opening>({ state: "opening" });
  const open = () => {
    setOpening({ state: "opening" });
    const onVersionChange = () => {
      setOpening({ state: "replaced" });
      onReplaced?.();
    };
    const ready = createClient({}, { onVersionChange });
    Promise.all([ready, preloadFirstPage()]).then(
      ([client]) => {
        followRuns(client);
        setOpening({ state: "ready", client });
        onReady?.(client);
      },
      (error: unknown) => setOpening({ state: "problem", error: asErrorRecord(error) }),
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the page opens its engine once
  useEffect(open, []);
  return { opening, open };
}

/** The pages of agents, of this browser or of a server. */
function AgentRoutes({ home }: { home: ComponentType }) {
  return (
    <Switch>
      <Route path="/" component={home} />
      <Route path="/new/:from?">{({ from }) => <CreateAgentPage key={from} from={from ?? null} />}</Route>
      <Route path="/agents/:id">{({ id }) => <AgentPage key={id} agentId={id} messageId={null} />}</Route>
      <Route path="/agents/:id/recall">{({ id }) => <RecallPage key={id} agentId={id} />}</Route>
      <Route path="/agents/:id/archival">{({ id }) => <ArchivalPage key={id} agentId={id} />}</Route>
      <Route path="/agents/:id/settings">{({ id }) => <AgentSettingsPage key={id} agentId={id} />}</Route>
      <Route path="/agents/:id/messages/:message">
        {({ id, message }) => <AgentPage key={id} agentId={id} messageId={message} />}
      </Route>
      <Route>
        <Redirect to="/" />
      </Route>
    </Switch>
  );
}

export interface AppProps {
  version: string;
  /** The engine of this page can be used. */
  onReady?: (client: LocalClient) => void;
  /** The engine of this page had to make room for a newer one. */
  onReplaced?: () => void;
}

export function App(props: AppProps) {
  const { version } = props;
  const { opening, open } = useOpenClient(props);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      {opening.state === "opening" && (
        <div className="full-screen">
          <Loader aria-label={t.loading} />
        </div>
      )}
      {opening.state === "problem" && <RecoveryScreen error={opening.error} onRetry={open} />}
      {opening.state === "replaced" && (
        <div className="full-screen">
          <div className="card" role="alert" style={{ maxWidth: 420 }}>
            <p>{t.recovery.update}</p>
            <Button onClick={() => location.reload()}>{t.recovery.reload}</Button>
          </div>
        </div>
      )}
      {opening.state === "ready" && (
        <AppContext value={{ client: opening.client, credentials }}>
          <ColorScheme />
          <Router hook={useHashLocation}>
            <Shell>
              <Suspense
                fallback={
                  <div className="full-screen">
                    <Loader aria-label={t.loading} />
                  </div>
                }
              >
                <Switch>
                  <Route path="/servers/:server" nest>
                    {({ server }) => (
                      <ServerScope key={server} id={server}>
                        <AgentRoutes home={ServerHome} />
                      </ServerScope>
                    )}
                  </Route>
                  <Route path="/search" component={SearchPage} />
                  <Route path="/sources/*?" component={SourcesPage} />
                  <Route path="/tools/*?" component={ToolsPage} />
                  <Route path="/import" component={ImportPage} />
                  <Route path="/library/*?" component={LibraryPage} />
                  <Route path="/models" component={ModelsPage} />
                  <Route path="/data" component={DataPage} />
                  <Route path="/usage/:agent?">{({ agent }) => <UsagePage agentId={agent ?? null} />}</Route>
                  <Route path="/settings">
                    <SettingsPage version={version} />
                  </Route>
                  <Route>
                    <AgentRoutes home={Home} />
                  </Route>
                </Switch>
              </Suspense>
            </Shell>
          </Router>
        </AppContext>
      )}
    </MantineProvider>
  );
}
