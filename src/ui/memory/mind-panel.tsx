import { ActionIcon, Tabs } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import { loadable } from "../loadable.tsx";
import { t } from "../texts.ts";
import { ArchivalTab } from "./archival-tab.tsx";
import { CoreTab } from "./core-tab.tsx";
import { RecallTab } from "./recall-tab.tsx";

const ContextTab = loadable(() => import("./context-tab.tsx"));

type Tab = "core" | "archival" | "recall" | "context";

/** The agent's mind, open to look at and to edit. */
export default function MindPanel({ agent_id, onClose }: { agent_id: string; onClose?: () => void }) {
  const [tab, setTab] = useState<Tab>("core");
  return (
    <Tabs
      value={tab}
      onChange={(value) => setTab((value as Tab | null) ?? "core")}
      keepMounted={false}
      style={{ display: "flex", flexDirection: "column", minHeight: 0, flex: 1 }}
    >
      <div className="mind-head">
        <Tabs.List grow style={{ flex: 1 }}>
          {(["core", "archival", "recall", "context"] as const).map((name) => (
            <Tabs.Tab key={name} value={name} px="xs">
              {t.mind[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {onClose && (
          <ActionIcon variant="subtle" color="gray" onClick={onClose} aria-label={t.close}>
            <IconX size={16} />
          </ActionIcon>
        )}
      </div>
      <Tabs.Panel value="core" className="mind-body">
        <CoreTab agentId={agent_id} />
      </Tabs.Panel>
      <Tabs.Panel value="archival" className="mind-body" data-fill="true">
        <ArchivalTab agentId={agent_id} />
      </Tabs.Panel>
      <Tabs.Panel value="recall" className="mind-body" data-fill="true">
        <RecallTab agentId={agent_id} />
      </Tabs.Panel>
      <Tabs.Panel value="context" className="mind-body">
        <Suspense fallback={null}>
          <ContextTab agentId={agent_id} />
        </Suspense>
      </Tabs.Panel>
    </Tabs>
  );
}
