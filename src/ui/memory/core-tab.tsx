/** Core memory beside the conversation: every block, and what can be done about all of them. */
import "./core.css";
import { Button, Loader } from "@mantine/core";
import { Suspense, useState } from "react";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { loadable } from "../loadable.tsx";
import { useIsServer } from "../servers/use-is-server.ts";
import { coreTexts } from "../texts/core.ts";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { BlockCard } from "./block-card.tsx";
import { type CoreEdit, useActing } from "./core-edits.ts";

const AddBlock = loadable(() => import("./add-block.tsx"));
const RemovedBlocks = loadable(() => import("./removed-blocks.tsx"));
const TemplateEditor = loadable(() => import("./template-editor.tsx"));

type Part = "add" | "removed" | "template";

/** The last thing that was done, until it is taken back or another is done. */
function DoneNotice({ edit, onUndone }: { edit: CoreEdit; onUndone: () => void }) {
  const { busy, error, act } = useActing();
  return (
    <div className="core-done">
      <div className="notice" role="status">
        <span className="grow">{edit.text}</span>
        <Button
          size="compact-xs"
          variant="default"
          loading={busy}
          onClick={() => act(async () => edit.undo().then(onUndone))}
        >
          {t.undo}
        </Button>
      </div>
      {error && <ErrorNotice error={error} />}
    </div>
  );
}

export function CoreTab({ agentId }: { agentId: string }) {
  const client = useClient();
  const textOnly = useIsServer();
  const live = useLive((one) => one.getInContextMemory(agentId), [agentId]);
  const [done, setDone] = useState<CoreEdit | null>(null);
  const [part, setPart] = useState<Part | null>(null);
  const parts: [Part, string][] = [
    ["add", coreTexts.add],
    ["removed", coreTexts.removedBlocks],
    ["template", coreTexts.template],
  ];
  const finish = (edit: CoreEdit) => {
    setPart(null);
    setDone(edit);
  };
  return (
    <>
      <p className="quiet" style={{ margin: "0 2px 10px", fontSize: "0.8rem" }}>
        {t.mind.coreHelp}
      </p>
      {live.error && <ErrorNotice error={live.error} />}
      {done && <DoneNotice key={done.text} edit={done} onUndone={() => setDone(null)} />}
      {Object.entries(live.value?.memory ?? {}).map(([section, block]) => (
        <BlockCard
          key={block.id}
          agentId={agentId}
          section={section}
          block={block}
          textOnly={textOnly}
          onDone={setDone}
        />
      ))}
      {live.value && !textOnly && (
        <>
          <div className="row core-parts">
            {parts.map(([which, label]) => (
              <Button
                key={which}
                size="compact-sm"
                variant={part === which ? "light" : "default"}
                aria-expanded={part === which}
                onClick={() => setPart(part === which ? null : which)}
              >
                {label}
              </Button>
            ))}
          </div>
          {part !== null && (
            <div className="core-part">
              <Suspense fallback={<Loader size="sm" aria-label={t.loading} />}>
                {part === "add" && <AddBlock agentId={agentId} memory={live.value} onDone={finish} />}
                {part === "removed" && (
                  <RemovedBlocks
                    agentId={agentId}
                    onBroughtBack={(section) =>
                      finish({
                        text: coreTexts.added(section),
                        undo: () => client.removeSection({ agent_id: agentId, section }),
                      })
                    }
                  />
                )}
                {part === "template" && (
                  <TemplateEditor agentId={agentId} memory={live.value} onDone={finish} />
                )}
              </Suspense>
            </div>
          )}
        </>
      )}
    </>
  );
}
