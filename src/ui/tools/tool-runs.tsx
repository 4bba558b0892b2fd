import { Button } from "@mantine/core";
import type { ToolRun } from "../../schemas/index.ts";
import { when } from "../format.ts";
import { toolTexts as t } from "../texts/tools.ts";
import { useLive } from "../use-live.ts";
import { ToolLog } from "./try-out.tsx";

export interface ToolRunsProps {
  toolId: string;
  onAgain: (args: Record<string, unknown>) => void;
}

/** The last calls of a tool, whoever made them: arguments, return and log. */
export function ToolRuns({ toolId, onAgain }: ToolRunsProps) {
  const runs = useLive((client) => client.listToolRuns({ tool_id: toolId }), [toolId]).value;
  const agents = useLive((client) => client.listAgents(), []).value ?? [];
  if (!runs) return null;
  if (runs.length === 0) return <p className="quiet">{t.noRuns}</p>;
  const who = (run: ToolRun) => {
    const agent = agents.find(({ id }) => id === run.agent_id);
    return run.agent_id === null ? t.byYou : t.byAgent(agent?.name ?? run.agent_id);
  };
  return (
    <div className="tool-list" style={{ maxHeight: 460, overflowY: "auto" }}>
      {runs.map((run) => (
        <details key={run.id} className="run">
          <summary className="run-row">
            <time dateTime={run.created_at} className="numbers">
              {when(run.created_at)}
            </time>
            <span className="quiet">{who(run)}</span>
            <span className="mono grow">{JSON.stringify(run.args)}</span>
            {!run.ok && <span style={{ color: "var(--ink-danger)" }}>{t.failed}</span>}
            <span className="quiet numbers">{t.took(run.duration_ms)}</span>
          </summary>
          <div className="tool-result" data-failed={!run.ok} style={{ margin: "0 14px 12px" }}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
            <pre tabIndex={0}>{run.return}</pre>
            <ToolLog log={run.log} />
            <div style={{ padding: "0 14px 10px" }}>
              <Button size="compact-sm" variant="default" onClick={() => onAgain(run.args)}>
                {t.again}
              </Button>
            </div>
          </div>
        </details>
      ))}
    </div>
  );
}
