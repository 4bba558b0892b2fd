/** A new block for an agent, or one that another agent has. */
import { Button, SegmentedControl, Select, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { DEFAULT_BLOCK_LIMIT, type Memory } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { coreTexts as t } from "../texts/core.ts";
import { t as common } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { DescriptionField, LimitField, SectionNameField } from "./block-fields.tsx";
import { type CoreEdit, useActing } from "./core-edits.ts";

interface AddBlockProps {
  agentId: string;
  memory: Memory;
  onDone: (edit: CoreEdit) => void;
}

export default function AddBlock({ agentId, memory, onDone }: AddBlockProps) {
  const client = useClient();
  const { busy, error, act } = useActing();
  const [from, setFrom] = useState<"new" | "other">("new");
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const [limit, setLimit] = useState<number | string>(DEFAULT_BLOCK_LIMIT);
  const [description, setDescription] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const own = new Set(Object.values(memory.memory).map(({ id }) => id));
  const agents = useLive((one) => one.listAgents(), []).value ?? [];
  const blocks = new Map(
    agents.flatMap((agent) =>
      Object.entries(agent.memory.memory)
        .filter(([, { id }]) => !own.has(id))
        .map(([section, block]) => [block.id, { section, label: t.blockOf(section, agent.name) }] as const),
    ),
  );
  const over = text.length > Number(limit);
  const section = name.trim();
  const taken = Object.hasOwn(memory.memory, section);
  const incomplete = section === "" || taken || (from === "new" ? over : chosen === null);
  const add = (event: FormEvent) => {
    event.preventDefault();
    void act(async () => {
      if (from === "new")
        await client.addSection({
          agent_id: agentId,
          section,
          value: text,
          limit: Number(limit),
          description: description.trim() || null,
        });
      else await client.shareBlock({ agent_id: agentId, block_id: chosen ?? "", section });
      onDone({
        text: t.added(section),
        undo: () => client.removeSection({ agent_id: agentId, section }),
      });
    });
  };
  return (
    <form className="core-form" onSubmit={add}>
      <SegmentedControl
        size="xs"
        aria-label={t.add}
        value={from}
        onChange={(value) => setFrom(value as typeof from)}
        data={[
          { value: "new", label: t.addNew },
          { value: "other", label: t.addShared },
        ]}
      />
      {from === "other" && blocks.size === 0 && <p className="quiet">{t.noOthers}</p>}
      {from === "other" && blocks.size > 0 && (
        <Select
          size="xs"
          label={t.block}
          data={[...blocks].map(([value, { label }]) => ({ value, label }))}
          value={chosen}
          searchable={blocks.size > 8}
          onChange={(id) => {
            setChosen(id);
            setName(blocks.get(id ?? "")?.section ?? "");
          }}
        />
      )}
      <SectionNameField
        value={name}
        error={taken ? t.nameTaken : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {from === "new" && (
        <>
          <Textarea
            size="xs"
            label={t.text}
            description={common.mind.characters(text.length, Number(limit))}
            autosize
            minRows={3}
            maxRows={12}
            value={text}
            error={over ? common.mind.over(text.length, Number(limit)) : null}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <LimitField value={limit} onChange={setLimit} />
          <DescriptionField
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
        </>
      )}
      {error && <ErrorNotice error={error} />}
      <div>
        <Button size="compact-sm" type="submit" loading={busy} disabled={incomplete}>
          {t.addIt}
        </Button>
      </div>
    </form>
  );
}
