/** Every change of a block: who, when, what; and the way back to any of them. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import type { BlockVersion } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { when } from "../format.ts";
import { coreTexts as t } from "../texts/core.ts";
import { useLive } from "../use-live.ts";
import { type CoreEdit, useActing } from "./core-edits.ts";
import { DiffLines } from "./diff-lines.tsx";

/** Changes shown at once; more on demand. */
const PAGE = 20;

interface BlockHistoryProps {
  section: string;
  blockId: string;
  onDone: (edit: CoreEdit) => void;
}

/** What a change did, besides the text. */
function changedFields(before: BlockVersion, after: BlockVersion): string[] {
  const [was, is] = [before.block, after.block];
  const locked = is.metadata_.read_only === true;
  return [
    was.limit === is.limit ? null : t.limitChanged(was.limit, is.limit),
    was.name === is.name ? null : t.nameChanged(was.name ?? "", is.name ?? ""),
    was.description === is.description ? null : t.descriptionChanged(is.description),
    (was.metadata_.read_only === true) === locked ? null : locked ? t.locked : t.unlocked,
    after.removed_from ? t.wasRemoved : null,
  ].filter((text) => text !== null);
}

function Change({ version, before }: { version: BlockVersion; before: BlockVersion | undefined }) {
  if (!before) return <div className="version-diff quiet">{version.seq === 1 ? t.first : null}</div>;
  const fields = changedFields(before, version);
  const isSameText = before.block.value === version.block.value;
  return (
    <div className="version-diff">
      {fields.map((text) => (
        <div key={text}>{text}</div>
      ))}
      {!isSameText && <DiffLines before={before.block.value} after={version.block.value} />}
      {isSameText && fields.length === 0 && <span className="quiet">{t.nothingVisible}</span>}
    </div>
  );
}

export default function BlockHistory({ section, blockId, onDone }: BlockHistoryProps) {
  const client = useClient();
  const { busy, error, act } = useActing();
  const [shown, setShown] = useState(PAGE);
  // One more than is shown: what the oldest of them changed.
  const live = useLive(
    (one) => one.listBlockVersions({ block_id: blockId, limit: shown + 1 }),
    [blockId, shown],
  );
  const agents = useLive((one) => one.listAgents(), []).value ?? [];
  const nameOf = (id: string | undefined) => agents.find((agent) => agent.id === id)?.name ?? null;
  const versions = live.value ?? [];
  const [latest] = versions;
  const change = (work: (params: { block_id: string; version_id: string }) => Promise<unknown>, id: string) =>
    act(async () => {
      if (!latest) return;
      await work({ block_id: blockId, version_id: id });
      onDone({
        text: t.restored(section),
        undo: () => client.restoreBlockVersion({ block_id: blockId, version_id: latest.id }),
      });
    });
  return (
    <>
      <p className="quiet" style={{ margin: "0 0 4px", fontSize: "0.8rem" }}>
        {t.historyOf}
      </p>
      {error && <ErrorNotice error={error} />}
      {live.error && <ErrorNotice error={live.error} />}
      <ol className="versions">
        {versions.slice(0, shown).map((version, index) => {
          const before = versions[index + 1];
          const at = when(version.at);
          const { agent_id, message_id } = version.by;
          return (
            <li key={version.id} className="version">
              <div className="row" style={{ gap: 6 }}>
                <strong style={{ fontWeight: 600 }}>{t.who(version.by, nameOf(agent_id))}</strong>
                <span className="quiet grow">
                  <time dateTime={version.at}>{at}</time>
                  {index === 0 && ` · ${t.now}`}
                  {agent_id && message_id && nameOf(agent_id) !== null && (
                    <>
                      {" · "}
                      <Link href={`/agents/${agent_id}/messages/${message_id}`}>{t.message}</Link>
                    </>
                  )}
                </span>
              </div>
              <Change version={version} before={before} />
              <div className="row" style={{ gap: 6 }}>
                {before && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    loading={busy}
                    aria-label={t.undoChangeWhat(at)}
                    onClick={() => change((params) => client.undoBlockChange(params), version.id)}
                  >
                    {t.undoChange}
                  </Button>
                )}
                {index > 0 && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    loading={busy}
                    aria-label={t.restoreWhat(at)}
                    onClick={() => change((params) => client.restoreBlockVersion(params), version.id)}
                  >
                    {t.restore}
                  </Button>
                )}
              </div>
            </li>
          );
        })}
      </ol>
      {versions.length > shown && (
        <Button size="compact-sm" variant="subtle" onClick={() => setShown(shown + PAGE)}>
          {t.older}
        </Button>
      )}
    </>
  );
}
