import "./agent-checks.css";
import { Checkbox } from "@mantine/core";
import { useState } from "react";
import type { AgentState, ErrorRecord } from "../../schemas/index.ts";
import { asErrorRecord } from "../error-record.ts";
import { ErrorNotice } from "./error-notice.tsx";
import { usePromptChange } from "./prompt-change.ts";

export interface CheckedAgent {
  agent: AgentState;
  attached: boolean;
  /** Why it cannot be attached; what is attached can always be taken away. */
  hindrance?: string | undefined;
}

interface AgentCheckProps extends CheckedAgent {
  onChange: (agent: AgentState, attached: boolean) => Promise<unknown>;
  onError: (thrown: unknown) => void;
}

function AgentCheck({ agent, attached: stored, hindrance, onChange, onError }: AgentCheckProps) {
  const [attached, setAttached] = usePromptChange(stored, async (next) => {
    try {
      await onChange(agent, next);
    } catch (thrown) {
      onError(thrown);
      throw thrown;
    }
  });
  return (
    <Checkbox
      label={agent.name}
      description={hindrance}
      disabled={hindrance !== undefined && !attached}
      checked={attached}
      onChange={(event) => setAttached(event.currentTarget.checked)}
    />
  );
}

/** Which agents have something: a box each, and what went wrong with one below. */
export function AgentChecks({
  agents,
  text,
  onChange,
}: {
  agents: CheckedAgent[];
  text: string;
  onChange: AgentCheckProps["onChange"];
}) {
  const [error, setError] = useState<ErrorRecord | null>(null);
  return (
    <div className="card">
      <p className="quiet" style={{ margin: "0 0 10px" }}>
        {text}
      </p>
      <div className="agent-checks">
        {agents.map((one) => (
          <AgentCheck
            key={one.agent.id}
            {...one}
            onChange={onChange}
            onError={(thrown) => setError(asErrorRecord(thrown))}
          />
        ))}
      </div>
      {error && <ErrorNotice error={error} />}
    </div>
  );
}
