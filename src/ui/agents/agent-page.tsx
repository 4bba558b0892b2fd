import { ActionIcon, Button, Drawer, Menu, Modal, Select, TextInput, Tooltip } from "@mantine/core";
import { useDisclosure, useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { IconBrain, IconDotsVertical } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import type { AgentState, ContextWindowOverview, ErrorRecord } from "../../schemas/index.ts";
import { Chat } from "../chat/chat.tsx";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { Bar } from "../shell.tsx";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { modelOptions, sameModel } from "./model-choice.ts";

const MindPanel = lazy(() => import("../memory/mind-panel.tsx"));

/** How full the context is; counted a moment after the conversation came to rest. */
function ContextMeter({ agent }: { agent: AgentState }) {
  const client = useClient();
  const [overview, setOverview] = useState<ContextWindowOverview | null>(null);
  const key = `${agent.message_ids.length}|${agent.message_ids.at(-1)}|${agent.llm_config.model}|${agent.llm_config.context_window}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: counted again when the context changed
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      client.getContextWindow({ agent_id: agent.id }).then(
        (next) => {
          if (current) setOverview(next);
        },
        // A count that fails is not worth a word here: the Context tab shows the same error in full.
        () => {},
      );
    }, 400);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, agent.id, key]);
  if (!overview) return null;
  const { context_window_size_current: used, context_window_size_max: all } = overview;
  const label = t.agent.context(used, all);
  return (
    <Tooltip label={label}>
      <div
        className="token-meter only-wide"
        role="meter"
        aria-label={label}
        aria-valuenow={used}
        aria-valuemin={0}
        aria-valuemax={all}
      >
        <div style={{ width: `${Math.min(100, (100 * used) / all)}%` }} />
      </div>
    </Tooltip>
  );
}

type Dialog = "rename" | "model" | "delete" | null;

function AgentMenu({ agent }: { agent: AgentState }) {
  const client = useClient();
  const [, navigate] = useLocation();
  const [dialog, setDialog] = useState<Dialog>(null);
  const [name, setName] = useState(agent.name);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const [busy, setBusy] = useState(false);
  const models = useLive((one) => one.listModels(), []).value ?? [];
  const counts = useLive(
    async (one) => ({
      messages: (await one.getRecallMemorySummary(agent.id)).size,
      passages: (await one.getArchivalMemorySummary(agent.id)).size,
    }),
    [agent.id],
  ).value;
  const act = (work: () => Promise<unknown>, then: () => void = () => setDialog(null)) => {
    setBusy(true);
    setError(null);
    work()
      .then(then, (thrown: unknown) => setError(asErrorRecord(thrown)))
      .finally(() => setBusy(false));
  };
  const close = () => {
    setDialog(null);
    setError(null);
  };
  const current = models.findIndex((model) => sameModel(model, agent.llm_config));
  return (
    <>
      <Menu position="bottom-end" width={190}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t.agent.options}>
            <IconDotsVertical size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            onClick={() => {
              setName(agent.name);
              setDialog("rename");
            }}
          >
            {t.agent.rename}
          </Menu.Item>
          <Menu.Item onClick={() => setDialog("model")}>{t.agent.changeModel}</Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" onClick={() => setDialog("delete")}>
            {t.agent.delete}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={dialog === "rename"}
        onClose={close}
        title={t.agent.renameTitle}
        closeButtonProps={{ "aria-label": t.close }}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            act(() => client.renameAgent({ agent_id: agent.id, new_name: name }));
          }}
        >
          <TextInput
            label={t.create.name}
            data-autofocus
            value={name}
            error={error?.message}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" mt="md" loading={busy}>
            {t.save}
          </Button>
        </form>
      </Modal>
      <Modal
        opened={dialog === "model"}
        onClose={close}
        title={t.agent.changeModel}
        closeButtonProps={{ "aria-label": t.close }}
      >
        <Select
          label={t.create.model}
          data={modelOptions(models)}
          value={current === -1 ? null : String(current)}
          placeholder={agent.llm_config.model}
          allowDeselect={false}
          searchable={models.length > 8}
          onChange={(value) => {
            const llm_config = models[Number(value)];
            if (llm_config) act(() => client.updateAgent({ agent_id: agent.id, llm_config }));
          }}
        />
        {error && <ErrorNotice error={error} />}
        <Button component="a" href="#/models" variant="subtle" mt="sm">
          {t.openModels}
        </Button>
      </Modal>
      <Modal
        opened={dialog === "delete"}
        onClose={close}
        title={t.agent.deleteTitle(agent.name)}
        closeButtonProps={{ "aria-label": t.close }}
      >
        <p style={{ marginTop: 0 }}>{t.agent.deleteText(counts?.messages ?? 0, counts?.passages ?? 0)}</p>
        {error && <ErrorNotice error={error} />}
        <div className="row">
          <Button
            color="red"
            loading={busy}
            onClick={() =>
              act(
                () => client.deleteAgent(agent.id),
                () => navigate("/"),
              )
            }
          >
            {t.delete}
          </Button>
          <Button variant="default" onClick={close}>
            {t.cancel}
          </Button>
        </div>
      </Modal>
    </>
  );
}

export function AgentPage({ agentId, messageId }: { agentId: string; messageId: string | null }) {
  const live = useLive((client) => client.getAgent(agentId), [agentId]);
  const [mindOpen, setMindOpen] = useLocalStorage({
    key: "engram.mind",
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  const [sheet, sheetOpen] = useDisclosure(false);
  const isSheet = useMediaQuery("(max-width: 1080px)", undefined, { getInitialValueInEffect: false });
  const agent = live.value;
  useEffect(() => {
    if (agent) document.title = `${agent.name} · ${t.app}`;
    return () => {
      document.title = t.app;
    };
  }, [agent]);
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
  const toggle = isSheet ? sheetOpen.toggle : () => setMindOpen(!mindOpen);
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
        <Link href="/models" className="chip only-wide" title={agent.llm_config.model_endpoint ?? undefined}>
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
        <AgentMenu agent={agent} />
      </Bar>
      <div className="workspace" data-mind={mindOpen && !isSheet ? "open" : "closed"}>
        <Chat agent={agent} messageId={messageId} />
        {mindOpen && !isSheet && (
          <aside className="mind mind-aside" aria-label={t.mind.title}>
            {mind}
          </aside>
        )}
      </div>
      {isSheet && (
        <Drawer
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
        </Drawer>
      )}
    </>
  );
}
