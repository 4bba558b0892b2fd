import { ActionIcon, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconAdjustments,
  IconBookmark,
  IconBooks,
  IconBrain,
  IconDatabase,
  IconPlus,
  IconSearch,
  IconTool,
} from "@tabler/icons-react";
import { createContext, type ReactNode, Suspense, useContext, useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import type { AgentWorkspace } from "../client/index.ts";
import type { AgentState } from "../schemas/index.ts";
import { useCommands } from "./actions/offers.ts";
import { useShortcutKeys } from "./actions/shortcut-keys.ts";
import { useRunning } from "./chat/running.ts";
import { AgentRailLink } from "./components/agent-rail-link.tsx";
import { LazySideDrawer } from "./components/lazy-side-drawer.tsx";
import { loadable } from "./loadable.tsx";
import { useNotices } from "./notices/notices.ts";
import { t } from "./texts.ts";
import { useLive } from "./use-live.ts";

const CommandDialog = loadable(() => import("./actions/command-dialog.tsx"));
const NoticeHost = loadable(() => import("./notices/notice-host.tsx"));
const HiddenAgents = loadable(() => import("./agents/hidden-agents.tsx"));
const ServerAgents = loadable(() => import("./servers/server-agents.tsx"));

const MenuContext = createContext<() => void>(() => {});

/** Opens the rail where it is a drawer. */
export function useOpenMenu(): () => void {
  return useContext(MenuContext);
}

function RailLink({ href, icon, label }: { href: string; icon: ReactNode; label: string }) {
  const [location] = useLocation();
  return (
    <Link
      href={href}
      className="rail-item"
      aria-current={location === href || location.startsWith(`${href}/`) ? "page" : undefined}
    >
      {icon}
      <span className="rail-item-name">{label}</span>
    </Link>
  );
}

/** Agents in sight, and those out of it. */
async function listAgentsApart(client: AgentWorkspace): Promise<[AgentState[], AgentState[]]> {
  const [all, hidden] = await Promise.all([client.listAgents(), client.listHiddenAgents()]);
  const ids = new Set(hidden.map(({ agent_id }) => agent_id));
  return [all.filter(({ id }) => !ids.has(id)), all.filter(({ id }) => ids.has(id))];
}

function Rail() {
  const [agents, hidden] = useLive(listAgentsApart, []).value ?? [[], []];
  const servers = useLive((client) => client.getSettings(), []).value?.servers ?? [];
  const replies = useRunning((state) => state.replies);
  const [filter, setFilter] = useState("");
  const shown = agents
    .filter((agent) => agent.name.toLowerCase().includes(filter.trim().toLowerCase()))
    .reverse();
  return (
    <>
      <Link href="/" className="wordmark">
        <img src="./icon.svg" alt="" />
        {t.app}
      </Link>
      {agents.length > 0 && (
        <>
          <Link href="/new" className="rail-item" style={{ border: "1px solid var(--line)" }}>
            <IconPlus size={16} aria-hidden />
            <span className="rail-item-name">{t.rail.newAgent}</span>
          </Link>
          <TextInput
            size="xs"
            radius="md"
            value={filter}
            aria-label={t.rail.filter}
            placeholder={t.rail.filter}
            leftSection={<IconSearch size={14} />}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
        </>
      )}
      <ul className="rail-list" aria-label={t.rail.agents}>
        {shown.map((agent) => {
          const reply = replies[agent.id];
          return (
            <li key={agent.id}>
              <AgentRailLink agent={agent}>
                {reply && !reply.done && <span className="dot" role="img" aria-label={t.rail.running} />}
              </AgentRailLink>
            </li>
          );
        })}
        {hidden.length > 0 && (
          <Suspense fallback={null}>
            <HiddenAgents agents={hidden} filter={filter} />
          </Suspense>
        )}
        {servers.length > 0 && (
          <Suspense fallback={null}>
            {servers.map((server) => (
              <ServerAgents key={server.id} server={server} filter={filter} />
            ))}
          </Suspense>
        )}
        {agents.length > 0 && shown.length === 0 && <li className="quiet">{t.rail.none}</li>}
      </ul>
      <div className="rail-links">
        <RailLink href="/search" icon={<IconSearch size={17} aria-hidden />} label={t.rail.search} />
        <RailLink href="/sources" icon={<IconBooks size={17} aria-hidden />} label={t.rail.sources} />
        <RailLink href="/tools" icon={<IconTool size={17} aria-hidden />} label={t.rail.tools} />
        <RailLink href="/library" icon={<IconBookmark size={17} aria-hidden />} label={t.rail.library} />
        <RailLink href="/models" icon={<IconBrain size={17} aria-hidden />} label={t.rail.models} />
        <RailLink href="/data" icon={<IconDatabase size={17} aria-hidden />} label={t.rail.data} />
        <RailLink href="/settings" icon={<IconAdjustments size={17} aria-hidden />} label={t.rail.settings} />
      </div>
    </>
  );
}

export function Shell({ children }: { children: ReactNode }) {
  const [opened, menu] = useDisclosure(false);
  const [location] = useLocation();
  const wantsCommands = useCommands((state) => state.shown !== null);
  useShortcutKeys();
  const hasNotices = useNotices((state) => state.notices.length > 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere closes the drawer
  useEffect(menu.close, [location]);
  return (
    <MenuContext value={menu.open}>
      <button
        type="button"
        className="skip-link"
        onClick={() => document.querySelector<HTMLElement>("#conversation, main")?.focus()}
      >
        {t.skip}
      </button>
      <div className="shell">
        <nav className="rail" aria-label={t.menu}>
          <Rail />
        </nav>
        <main className="shell-main" tabIndex={-1}>
          {children}
        </main>
      </div>
      <LazySideDrawer
        opened={opened}
        onClose={menu.close}
        size={290}
        padding={0}
        withCloseButton={false}
        title={t.menu}
        styles={{ header: { display: "none" }, body: { height: "100%" } }}
      >
        <nav className="rail" aria-label={t.menu}>
          <Rail />
        </nav>
      </LazySideDrawer>
      {wantsCommands && (
        <Suspense fallback={null}>
          <CommandDialog />
        </Suspense>
      )}
      {hasNotices && (
        <Suspense fallback={null}>
          <NoticeHost />
        </Suspense>
      )}
    </MenuContext>
  );
}

/** The bar over a page: what it is, and the way to the rail where that is a drawer. */
export function Bar({ children, onlyNarrow = false }: { children: ReactNode; onlyNarrow?: boolean }) {
  const openMenu = useOpenMenu();
  return (
    <header className={onlyNarrow ? "bar only-narrow" : "bar"}>
      <ActionIcon
        className="only-narrow"
        variant="subtle"
        color="gray"
        size="lg"
        onClick={openMenu}
        aria-label={t.menu}
      >
        <svg
          width="18"
          height="18"
          viewBox="0 0 18 18"
          aria-hidden
          fill="none"
          stroke="currentColor"
          strokeWidth="1.8"
          strokeLinecap="round"
        >
          <path d="M2 4.5h14M2 9h14M2 13.5h9" />
        </svg>
      </ActionIcon>
      {children}
    </header>
  );
}
