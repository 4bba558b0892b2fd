/** Blocks that were taken off an agent, with the way back. */
import { Button } from "@mantine/core";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { when } from "../format.ts";
import { coreTexts as t } from "../texts/core.ts";
import { useLive } from "../use-live.ts";
import { useActing } from "./core-edits.ts";

interface RemovedBlocksProps {
  agentId: string;
  onBroughtBack: (section: string) => void;
}

export default function RemovedBlocks({ agentId, onBroughtBack }: RemovedBlocksProps) {
  const client = useClient();
  const { busy, error, act } = useActing();
  const live = useLive((one) => one.listRemovedSections(agentId), [agentId]);
  return (
    <>
      {error && <ErrorNotice error={error} />}
      {live.error && <ErrorNotice error={live.error} />}
      {live.value?.length === 0 && <p className="quiet">{t.noneRemoved}</p>}
      <ol className="versions">
        {live.value?.map(({ id, at, block, removed_from }) => (
          <li key={id} className="version">
            <div className="row">
              <strong style={{ fontWeight: 600 }}>{removed_from?.section}</strong>
              <time className="quiet grow" dateTime={at}>
                {when(at)}
              </time>
              <Button
                size="compact-xs"
                variant="default"
                loading={busy}
                aria-label={t.bringBackWhat(removed_from?.section ?? "")}
                onClick={() =>
                  act(async () => {
                    if (!removed_from) return;
                    await client.restoreSection(removed_from);
                    onBroughtBack(removed_from.section);
                  })
                }
              >
                {t.bringBack}
              </Button>
            </div>
            <div className="version-diff quiet">{block.value}</div>
          </li>
        ))}
      </ol>
    </>
  );
}
