import { ActionIcon, Button, Menu, Modal, Select, TextInput } from "@mantine/core";
import { IconDotsVertical } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import { useLocation } from "wouter";
import { LocalClient } from "../../client/index.ts";
import type { AgentState, ErrorRecord } from "../../schemas/index.ts";
import type { ExportKind } from "../carry/export-dialogs.tsx";
import { ConversationDialogs } from "../chat/conversation-dialogs.tsx";
import { type ConversationDialog, ConversationMenuItems } from "../chat/conversation-menu-items.tsx";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { loadable } from "../loadable.tsx";
import { useIsServer } from "../servers/use-is-server.ts";
import { agentTexts } from "../texts/agents.ts";
import { carryTexts } from "../texts/carry.ts";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { archive, deleteWithUndo } from "./leaving.ts";
import { modelOptions, sameModel } from "./model-choice.ts";

const ExportDialogs = loadable(() => import("../carry/export-dialogs.tsx"));

type Dialog = "rename" | "model" | "delete" | null;

/** What can be done with an agent as a whole. */
export default function AgentMenu({ agent }: { agent: AgentState }) {
  const client = useClient();
  const [, navigate] = useLocation();
  const [dialog, setDialog] = useState<Dialog>(null);
  const [ofConversation, setOfConversation] = useState<ConversationDialog | null>(null);
  const [name, setName] = useState(agent.name);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const [busy, setBusy] = useState(false);
  const [exporting, setExporting] = useState<ExportKind | null>(null);
  const canCarry = !useIsServer();
  const models = useLive((one) => one.listModels(), []).value ?? [];
  const hidden = useLive(
    async (one) => (await one.listHiddenAgents()).map(({ agent_id }) => agent_id),
    [],
  ).value;
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
  // With a way back; a server knows none, and is asked for it only when the person is sure.
  const remove = () =>
    deleteWithUndo(client, agent).then(
      () => navigate("/"),
      (thrown: unknown) => {
        const problem = asErrorRecord(thrown);
        setError(problem.code === "not_supported" ? null : problem);
        setDialog("delete");
      },
    );
  const current = models.findIndex((model) => sameModel(model, agent.llm_config));
  return (
    <>
      <Menu position="bottom-end" width={230} defaultOpened withInitialFocusPlaceholder={false}>
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
          <Menu.Item onClick={() => navigate(`/agents/${agent.id}/settings`)}>
            {agentTexts.settings}
          </Menu.Item>
          <Menu.Divider role="separator" />
          {client instanceof LocalClient && (
            <ConversationMenuItems agent={agent} onDialog={setOfConversation} />
          )}
          {canCarry && (
            <>
              <Menu.Divider role="separator" />
              <Menu.Item onClick={() => setExporting("agent")}>{carryTexts.exportAgent}</Menu.Item>
              <Menu.Item onClick={() => setExporting("conversation")}>
                {carryTexts.exportConversation}
              </Menu.Item>
            </>
          )}
          <Menu.Divider role="separator" />
          {hidden && !hidden.includes(agent.id) && (
            <Menu.Item onClick={() => act(() => archive(client, agent))}>{agentTexts.archive}</Menu.Item>
          )}
          <Menu.Item color="red" onClick={() => void remove()}>
            {t.agent.delete}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConversationDialogs agent={agent} dialog={ofConversation} onClose={() => setOfConversation(null)} />
      {canCarry && (
        <Suspense fallback={null}>
          <ExportDialogs agent={agent} kind={exporting} onClose={() => setExporting(null)} />
        </Suspense>
      )}
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
