/** How the agent's run stands, at the end of the conversation: what waits, what failed, what can be done. */
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import type { RunState } from "../../schemas/index.ts";
import { ErrorNotice } from "../components/error-notice.tsx";
import { t } from "../texts.ts";
import type { LiveReply } from "./live-reply.ts";

function Countdown({ reason, until }: { reason: string; until: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.ceil((until - now) / 1000);
  return <>{seconds > 0 ? t.chat.retrying(seconds, reason) : t.chat.retryingNow(reason)}</>;
}

export interface RunNoticeProps {
  run: RunState | undefined;
  reply: LiveReply | undefined;
  /** This tab runs the agent now. */
  running: boolean;
  /** Another tab does. */
  elsewhere: boolean;
  onRetry: () => void;
  onContinue: () => void;
  onDismiss: () => void;
}

export function RunNotice({
  run,
  reply,
  running,
  elsewhere,
  onRetry,
  onContinue,
  onDismiss,
}: RunNoticeProps) {
  const remarks = reply?.remarks ?? [];
  const unanswered = !running && !elsewhere && run !== undefined && run.state !== "idle";
  const lostError = !running && reply?.error && run?.state === "idle" ? reply.error : null;
  if (!unanswered && !elsewhere && !lostError && !(running && reply?.notice) && remarks.length === 0)
    return null;
  const dismiss = (
    <Button size="compact-sm" variant="default" onClick={onDismiss}>
      {t.chat.dismiss}
    </Button>
  );
  return (
    <div className="entry" style={{ display: "grid", gap: 8 }}>
      {remarks.map((remark, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: remarks are only ever added
        <div key={index} className="notice" role="status">
          {remark.type === "shortened"
            ? t.chat.shortened(remark.what)
            : remark.without_summary
              ? t.chat.foldedWithout(remark.folded)
              : t.chat.folded(remark.folded)}
        </div>
      ))}
      {running && reply?.notice && (
        <div className="notice" role="status">
          {reply.notice.type === "retry" ? (
            <Countdown reason={reply.notice.reason} until={reply.notice_at + reply.notice.delay_ms} />
          ) : (
            t.chat.folding
          )}
        </div>
      )}
      {elsewhere && (
        <div className="notice" role="status">
          {t.chat.elsewhere}
        </div>
      )}
      {unanswered && run.draft && (run.draft.text || run.draft.monologue) && (
        <details>
          <summary className="quiet" style={{ cursor: "pointer" }}>
            {t.chat.draft}
          </summary>
          <div className="draft-words">{run.draft.text || run.draft.monologue}</div>
        </details>
      )}
      {unanswered && run.state === "failed" && run.error && (
        <ErrorNotice error={run.error} onRetry={onRetry}>
          {dismiss}
        </ErrorNotice>
      )}
      {unanswered && run.state === "capped" && (
        <div className="notice" role="status">
          <div className="grow">
            <div className="notice-title">{run.error?.message}</div>
            <div className="row" style={{ marginTop: 8, gap: 6 }}>
              <Button size="compact-sm" onClick={onContinue}>
                {t.chat.goOn}
              </Button>
              {dismiss}
            </div>
          </div>
        </div>
      )}
      {unanswered && (run.state === "stopped" || run.state === "running") && (
        <div className="notice" role="status">
          <div className="grow">
            <div>{run.state === "stopped" ? t.chat.stopped : t.chat.lost}</div>
            <div className="row" style={{ marginTop: 8, gap: 6 }}>
              <Button size="compact-sm" onClick={onRetry}>
                {t.retry}
              </Button>
              {dismiss}
            </div>
          </div>
        </div>
      )}
      {lostError && <ErrorNotice error={lostError} />}
    </div>
  );
}
