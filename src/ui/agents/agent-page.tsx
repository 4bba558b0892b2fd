import { ActionIcon, Button } from "@mantine/core";
import { useDisclosure, useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { IconBrain, IconDotsVertical } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import { Link } from "wouter";
import type { AgentState } from "../../schemas/index.ts";
import { useOffer } from "../actions/offers.ts";
import { Chat } from "../chat/chat.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { LazySideDrawer } from "../components/lazy-side-drawer.tsx";
import { loadable } from "../loadable.tsx";
import { MindPanel } from "../memory/lazy-mind-panel.ts";
import { Bar } from "../shell.tsx";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { usePageTitle } from "../window/page-title.ts";

const AgentMenu = loadable(() => import("./agent-menu.tsx"));
const HiddenNotice = loadable(() => import("./hidden-notice.tsx"));

/** How full the context was at the last reply, as the model counted it: no tokenizer has to be loaded for that. */
function ContextMeter({ agent }: { agent: AgentState }) {
  const used = useLive(
    async (client) => (await client.getLastUsage({ agent_id: agent.id }))?.total_tokens ?? null,
    [agent.id],
  ).value;
  if (used == null) return null;
  const all = agent.llm_config.context_window;
  const label = t.agent.context(used, all);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a meter element cannot be drawn the same in every browser
    <div
      className="token-meter only-wide"
      title={label}
      role="meter"
      aria-label={label}
      aria-valuenow={used}
      aria-valuemin={0}
      aria-valuemax={all}
    >
      <div style={{ width: `${Math.min(100, (100 * used) / all)}%` }} />
    </div>
  );
}

export default function AgentPage({ agentId, messageId }: { agentId: string; messageId: string | null }) {
  const live = useLive((client) => client.getAgent(agentId), [agentId]);
  const hidden = useLive(
    async (client) => (await client.listHiddenAgents()).find(({ agent_id }) => agent_id === agentId),
    [agentId],
  ).value;
  const [mindOpen, setMindOpen] = useLocalStorage({
    key: "engram.mind",
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  const [sheet, sheetOpen] = useDisclosure(false);
  // The menu is a part of its own, loaded when it is first opened.
  const [menuWanted, setMenuWanted] = useState(false);
  const isSheet = useMediaQuery("(max-width: 1080px)", undefined, { getInitialValueInEffect: false });
  const agent = live.value;
  usePageTitle(agent?.name);
  const toggle = isSheet ? sheetOpen.toggle : () => setMindOpen(!mindOpen);
  useOffer("toggle-mind", toggle);
  if (live.error)
    return (
      <div className="full-screen">
        <div style={{ maxWidth: 480 }}>
          <p>{live.error.code === "not_found" ? t.agent.gone : null}</p>
          <ErrorNotice error={live.error}>
            <Button size="compact-sm" variant="default" component="a" href="#/">
              {t.agent.home}
            </Button>
          </ErrorNotice>
        </div>
      </div>
    );
  if (!agent) return null;
  const shown = isSheet ? sheet : mindOpen;
  const mind = (
    <Suspense fallback={null}>
      <MindPanel agent_id={agent.id} {...(isSheet ? { onClose: sheetOpen.close } : {})} />
    </Suspense>
  );
  return (
    <>
      <Bar>
        <h1>{agent.name}</h1>
        <Link href="~/models" className="chip only-wide" title={agent.llm_config.model_endpoint ?? undefined}>
          {agent.llm_config.model}
        </Link>
        <span className="bar-space" />
        <ContextMeter agent={agent} />
        <Button
          size="compact-md"
          variant={shown ? "light" : "default"}
          leftSection={<IconBrain size={16} />}
          onClick={toggle}
          aria-expanded={shown}
          title={shown ? t.agent.hideMind : t.agent.showMind}
        >
          {t.agent.mind}
        </Button>
        {menuWanted ? (
          <Suspense fallback={<span style={{ width: 34 }} />}>
            <AgentMenu agent={agent} />
          </Suspense>
        ) : (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t.agent.options}
            aria-haspopup="menu"
            onClick={() => setMenuWanted(true)}
          >
            <IconDotsVertical size={18} />
          </ActionIcon>
        )}
      </Bar>
      {hidden && (
        <Suspense fallback={null}>
          <HiddenNotice name={agent.name} hidden={hidden} />
        </Suspense>
      )}
      <div className="workspace" data-mind={mindOpen && !isSheet ? "open" : "closed"}>
        <Chat agent={agent} messageId={messageId} />
        {mindOpen && !isSheet && (
          <aside className="mind mind-aside" aria-label={t.mind.title}>
            {mind}
          </aside>
        )}
      </div>
      {isSheet && (
        <LazySideDrawer
          opened={sheet}
          onClose={sheetOpen.close}
          position="right"
          size="min(400px, 100%)"
          padding={0}
          title={t.mind.title}
          styles={{
            header: { display: "none" },
            body: { height: "100%", display: "flex", flexDirection: "column" },
          }}
        >
          <div className="mind" style={{ flex: 1, minHeight: 0, borderLeft: 0 }}>
            {mind}
          </div>
        </LazySideDrawer>
      )}
    </>
  );
}
