/** What an agent is given: tools and sources, a box each. */
import { Checkbox } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import type { AgentState, ErrorRecord, Tool } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { usePromptChange } from "../components/prompt-change.ts";
import { asErrorRecord } from "../error-record.ts";
import { agentTexts as t } from "../texts/agents.ts";
import { useLive } from "../use-live.ts";

interface HeldProps {
  label: string;
  description: string | null;
  /** Why it cannot be given; what the agent has can always be taken away. */
  hindrance?: string | null;
  chips: string[];
  held: boolean;
  onChange: (held: boolean) => Promise<unknown>;
  onError: (thrown: unknown) => void;
}

function Held({ label, description, hindrance, chips, held: stored, onChange, onError }: HeldProps) {
  const [held, setHeld] = usePromptChange(stored, async (next) => {
    try {
      await onChange(next);
    } catch (thrown) {
      onError(thrown);
      throw thrown;
    }
  });
  return (
    <li>
      <Checkbox
        label={
          <>
            <span className="held-name">{label}</span>{" "}
            {chips.map((chip) => (
              <span key={chip} className="chip">
                {chip}
              </span>
            ))}
          </>
        }
        description={hindrance ?? description}
        disabled={Boolean(hindrance) && !held}
        checked={held}
        onChange={(event) => setHeld(event.currentTarget.checked)}
      />
    </li>
  );
}

function HeldList({ label, text, children }: { label: string; text: ReactNode; children: ReactNode }) {
  return (
    <div className="card">
      <p className="quiet" style={{ margin: "0 0 10px" }}>
        {text}
      </p>
      <ul className="held-list" aria-label={label}>
        {children}
      </ul>
    </div>
  );
}

const firstLine = (text: string) => text.split("\n")[0] ?? "";

const isBuiltIn = ({ source_type }: Tool) => (source_type ?? "built-in") === "built-in";

export function AgentTools({ agent, isLocal }: { agent: AgentState; isLocal: boolean }) {
  const client = useClient();
  const [error, setError] = useState<ErrorRecord | null>(null);
  const tools = useLive(
    async (one) => {
      const all = await one.listTools();
      return Promise.all(
        all.map(async (tool) => {
          const settings =
            isLocal && !isBuiltIn(tool) ? await one.getToolSettings({ tool_id: tool.id }) : null;
          return { tool, asks: settings?.requires_approval ?? false };
        }),
      );
    },
    [isLocal],
  );
  if (tools.error) return <ErrorNotice error={tools.error} />;
  return (
    <>
      <HeldList
        label={t.tools}
        text={
          <>
            {t.toolsText} {isLocal && <Link href="~/tools">{t.allTools}</Link>}
          </>
        }
      >
        {tools.value?.map(({ tool, asks }) => (
          <Held
            key={tool.id}
            label={tool.name}
            description={firstLine(tool.json_schema.description)}
            chips={[...(isBuiltIn(tool) ? [t.builtIn] : []), ...(asks ? [t.asksFirst] : [])]}
            held={agent.tools.includes(tool.name)}
            onChange={(held) => {
              const params = { agent_id: agent.id, tool_id: tool.id };
              return held ? client.attachToolToAgent(params) : client.detachToolFromAgent(params);
            }}
            onError={(thrown) => setError(asErrorRecord(thrown))}
          />
        ))}
      </HeldList>
      {error && <ErrorNotice error={error} />}
    </>
  );
}

export function AgentSources({ agent, isLocal }: { agent: AgentState; isLocal: boolean }) {
  const client = useClient();
  const [error, setError] = useState<ErrorRecord | null>(null);
  const sources = useLive(
    async (one) => {
      const [all, held] = await Promise.all([one.listSources(), one.listAttachedSources(agent.id)]);
      return all.map((source) => ({ source, held: held.some(({ id }) => id === source.id) }));
    },
    [agent.id],
  );
  if (sources.error) return <ErrorNotice error={sources.error} />;
  const { embedding_model } = agent.embedding_config;
  return (
    <>
      <HeldList
        label={t.sources}
        text={
          <>
            {sources.value?.length === 0 ? t.noSources : t.sourcesText}{" "}
            {isLocal && <Link href="~/sources">{t.allSources}</Link>}
          </>
        }
      >
        {sources.value?.map(({ source, held }) => (
          <Held
            key={source.id}
            label={source.name}
            description={source.description}
            hindrance={
              isLocal && source.embedding_config?.embedding_model !== embedding_model ? t.otherModel : null
            }
            chips={[]}
            held={held}
            onChange={(next) => {
              const params = { agent_id: agent.id, source_id: source.id };
              return next ? client.attachSourceToAgent(params) : client.detachSourceFromAgent(params);
            }}
            onError={(thrown) => setError(asErrorRecord(thrown))}
          />
        ))}
      </HeldList>
      {error && <ErrorNotice error={error} />}
    </>
  );
}
