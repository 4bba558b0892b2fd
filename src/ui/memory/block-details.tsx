/** What a block is besides its text: name, limit, description, read-only mark, and who shares it. */
import { Button, Checkbox, Select } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Block } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { coreTexts as t } from "../texts/core.ts";
import { t as common } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { DescriptionField, LimitField, SectionNameField } from "./block-fields.tsx";
import { type CoreEdit, useActing } from "./core-edits.ts";

interface BlockDetailsProps {
  agentId: string;
  section: string;
  block: Block;
  onDone: (edit: CoreEdit) => void;
}

function Sharing({ agentId, section, block, onDone }: BlockDetailsProps) {
  const client = useClient();
  const { busy, error, act } = useActing();
  const [chosen, setChosen] = useState<string | null>(null);
  const agents = useLive((one) => one.listAgents(), []).value ?? [];
  const has = (agent: (typeof agents)[number]) =>
    Object.values(agent.memory.memory).some(({ id }) => id === block.id);
  const sharers = agents.filter((agent) => agent.id !== agentId && has(agent));
  const others = agents.filter((agent) => !has(agent) && !Object.hasOwn(agent.memory.memory, section));
  const share = () =>
    act(async () => {
      const agent = agents.find(({ id }) => id === chosen);
      if (!agent) return;
      await client.shareBlock({ agent_id: agent.id, block_id: block.id, section });
      onDone({
        text: t.shared(section, agent.name),
        undo: () => client.removeSection({ agent_id: agent.id, section }),
      });
    });
  const unshare = () =>
    act(async () => {
      const before = await client.getInContextMemory(agentId);
      const position = Object.keys(before.memory).indexOf(section);
      await client.unshareBlock({ agent_id: agentId, section });
      onDone({
        text: t.unshared(section),
        undo: async () => {
          await client.removeSection({ agent_id: agentId, section });
          await client.shareBlock({ agent_id: agentId, block_id: block.id, section, position });
        },
      });
    });
  return (
    <fieldset>
      <legend>{t.sharing}</legend>
      <p style={{ margin: "0 0 8px", fontSize: "0.84rem" }}>
        {sharers.length > 0 ? t.sharedWith(sharers.map(({ name }) => name)) : t.ownOnly}
      </p>
      {sharers.length > 0 && (
        <Button size="compact-sm" variant="default" loading={busy} onClick={unshare} mb={8}>
          {t.unshare}
        </Button>
      )}
      {others.length > 0 && (
        <div className="row" style={{ alignItems: "flex-end" }}>
          <Select
            size="xs"
            className="grow"
            label={t.shareWith}
            placeholder={t.chooseAgent}
            data={others.map(({ id, name }) => ({ value: id, label: name }))}
            value={chosen}
            onChange={setChosen}
            searchable={others.length > 8}
          />
          <Button size="xs" variant="default" disabled={chosen === null} loading={busy} onClick={share}>
            {t.share}
          </Button>
        </div>
      )}
      {error && <ErrorNotice error={error} />}
    </fieldset>
  );
}

export default function BlockDetails(props: BlockDetailsProps) {
  const { agentId, section, block, onDone } = props;
  const client = useClient();
  const { busy, error, act } = useActing();
  const wasLocked = block.metadata_.read_only === true;
  const [name, setName] = useState(section);
  const [limit, setLimit] = useState<number | string>(block.limit);
  const [description, setDescription] = useState(block.description ?? "");
  const [locked, setLocked] = useState(wasLocked);
  const newName = name.trim();
  const tooLow = Number(limit) < block.value.length;

  const save = (event: FormEvent) => {
    event.preventDefault();
    void act(async () => {
      const [before] = await client.listBlockVersions({ block_id: block.id, limit: 1 });
      if (newName !== section) await client.renameSection({ agent_id: agentId, section, new_name: newName });
      await client.editBlock({
        block_id: block.id,
        limit: Number(limit),
        description,
        read_only: locked,
      });
      onDone({
        text: t.saved(section),
        undo: async () => {
          if (newName !== section)
            await client.renameSection({ agent_id: agentId, section: newName, new_name: section });
          if (before) await client.restoreBlockVersion({ block_id: block.id, version_id: before.id });
        },
      });
    });
  };
  const remove = () =>
    act(async () => {
      const { removed } = await client.removeSection({ agent_id: agentId, section });
      onDone({ text: t.removed(section), undo: () => client.restoreSection(removed) });
    });
  return (
    <form className="core-form" onSubmit={save}>
      <SectionNameField value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <LimitField value={limit} error={tooLow ? t.limitLow(block.value.length) : null} onChange={setLimit} />
      <DescriptionField
        description={t.descriptionHint}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      <Checkbox
        label={t.lock}
        checked={locked}
        onChange={(event) => setLocked(event.currentTarget.checked)}
      />
      {error && <ErrorNotice error={error} />}
      <div className="row">
        <Button size="compact-sm" type="submit" loading={busy} disabled={tooLow || newName === ""}>
          {common.save}
        </Button>
        <span className="grow" />
        <Button size="compact-sm" variant="subtle" color="red" loading={busy} onClick={remove}>
          {t.remove}
        </Button>
      </div>
      <Sharing {...props} />
    </form>
  );
}
