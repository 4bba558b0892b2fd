import { Button } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { ErrorNotice } from "../components/error-notice.tsx";
import { when } from "../format.ts";
import { number } from "../texts/numbers.ts";
import { viewerTexts as t } from "../texts/viewer.ts";
import { useLive } from "../use-live.ts";

const PAGE = 25;

export interface LatestStepsProps {
  agentId: string | null;
  nameOf: (agentId: string) => string;
}

/** Steps one by one, each with the way to its message. */
export function LatestSteps({ agentId, nameOf }: LatestStepsProps) {
  const [limit, setLimit] = useState(PAGE);
  const { value: steps, error } = useLive(
    (client) => client.listSteps({ agent_id: agentId, limit: limit + 1 }),
    [agentId, limit],
  );
  return (
    <section aria-labelledby="latest-steps">
      <h2 id="latest-steps">{t.latest}</h2>
      {error && <ErrorNotice error={error} />}
      {steps?.length === 0 && <p className="quiet">{t.noSuchSteps}</p>}
      {steps && steps.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard
        <div className="usage-scroll" tabIndex={0}>
          <table className="usage-table">
            <thead>
              <tr>
                <th scope="col">{t.when}</th>
                {agentId === null && (
                  <th scope="col" className="left">
                    {t.agent}
                  </th>
                )}
                <th scope="col" className="left">
                  {t.model}
                </th>
                <th scope="col">{t.prompt}</th>
                <th scope="col">{t.completion}</th>
                <th scope="col">{t.cost}</th>
              </tr>
            </thead>
            <tbody>
              {steps.slice(0, limit).map((step) => (
                <tr key={step.id}>
                  <th scope="row">
                    <Link href={`/agents/${step.agent_id}/messages/${step.message_id}`}>
                      {when(step.created_at)}
                    </Link>
                  </th>
                  {agentId === null && <td className="left">{nameOf(step.agent_id)}</td>}
                  <td className="left">{step.model}</td>
                  <td>{number(step.usage.prompt_tokens)}</td>
                  <td>{number(step.usage.completion_tokens)}</td>
                  <td>{step.usage.cost == null ? t.unknown : t.dollars(step.usage.cost)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {steps && steps.length > limit && (
        <Button variant="default" size="compact-sm" mt="sm" onClick={() => setLimit(limit + 4 * PAGE)}>
          {t.more}
        </Button>
      )}
    </section>
  );
}
