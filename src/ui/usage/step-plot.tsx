import { when } from "../format.ts";
import { number } from "../texts/numbers.ts";
import { viewerTexts as t } from "../texts/viewer.ts";
import { useLive } from "../use-live.ts";
import { BarPlot } from "./bar-plot.tsx";

/** Steps that are shown: as many as can be told apart in a narrow plot. */
const SHOWN = 60;

/** How an agent's requests grew, were folded, and grew again. */
export function StepPlot({ agentId, window }: { agentId: string; window: number }) {
  const steps = useLive((client) => client.listSteps({ agent_id: agentId, limit: SHOWN }), [agentId]).value;
  if (!steps) return null;
  if (steps.length === 0) return <p className="quiet">{t.noSteps}</p>;
  return (
    <section aria-label={t.perStep} className="step-plot">
      <h2>{t.perStep}</h2>
      <p className="quiet">{t.perStepHelp(steps.length)}</p>
      <BarPlot
        label={`${t.perStep}. ${t.perStepHelp(steps.length)}`}
        columnHead={t.when}
        columns={steps.toReversed().map(({ id, created_at, usage }) => ({
          key: id,
          label: when(created_at),
          values: [usage.prompt_tokens, usage.completion_tokens],
        }))}
        series={[t.kinds.prompt, t.kinds.completion]}
        format={number}
        limit={{ value: window, label: t.marks.window(window) }}
        height={150}
      />
    </section>
  );
}
