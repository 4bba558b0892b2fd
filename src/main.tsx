import "@mantine/core/styles.css";
import "./ui/theme.css";
import { createRoot } from "react-dom/client";
import {
  AbstractClient,
  BasicBlockMemory,
  ChatMemory,
  createClient,
  credentials,
  LocalClient,
} from "./client/index.ts";
import { App } from "./ui/app.tsx";
import { loadLanguage } from "./ui/texts/load-language.ts";

declare global {
  const __APP_VERSION__: string;
  interface Window {
    /** For scripts in the console: the whole client API. */
    engram: {
      createClient: typeof createClient;
      AbstractClient: typeof AbstractClient;
      LocalClient: typeof LocalClient;
      ChatMemory: typeof ChatMemory;
      BasicBlockMemory: typeof BasicBlockMemory;
      /** Where documents come from: `const { DirectoryConnector } = await engram.connectors()`. */
      connectors: () => Promise<typeof import("./client/connectors.ts")>;
      /** Keys can be set and removed from here, and never read. */
      credentials: Pick<typeof credentials, "set" | "has" | "remove" | "list" | "lock" | "unlock" | "state">;
      version: string;
    };
  }
}

const { set, has, remove, list, lock, unlock, state } = credentials;
window.engram = {
  createClient,
  AbstractClient,
  LocalClient,
  ChatMemory,
  BasicBlockMemory,
  connectors: () => import("./client/connectors.ts"),
  credentials: { set, has, remove, list, lock, unlock, state },
  version: __APP_VERSION__,
};

/** Serves the API from here, once there is something to serve and nothing more urgent to do. */
let endHosting = () => {};
let replaced = false;
const UNSEEN_AFTER_MS = 2000;
const host = async (client: LocalClient) => {
  const [{ hostApi }, { registerWorker }] = await Promise.all([
    import("./server/page-host.ts"),
    import("./server/register-worker.ts"),
  ]);
  if (!replaced) endHosting = hostApi({ client, version: __APP_VERSION__ });
  // No reply is over before that.
  setTimeout(async () => {
    (await import("./ui/window/unseen-replies.ts")).followUnseenReplies(client);
  }, UNSEEN_AFTER_MS);
  await registerWorker({
    client,
    onNewVersion: async (reload) => (await import("./ui/notices/new-version.ts")).tellNewVersion(reload),
    onKept: async (kept) =>
      (await import("./ui/settings/offline-state.ts")).useOfflineState.setState({ kept }),
  });
};

const root = document.getElementById("root");
void loadLanguage().then(() => {
  if (!root) return;
  createRoot(root).render(
    <App
      version={__APP_VERSION__}
      onReady={(client) => void host(client)}
      onReplaced={() => {
        replaced = true;
        endHosting();
      }}
    />,
  );
});
