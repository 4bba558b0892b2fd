/** A call that waits for the person: allow it, change its arguments, or deny it with a reason. */
import "./approval-card.css";
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import type { RunState } from "../../schemas/index.ts";
import { toolTexts } from "../texts/tools.ts";
import { t as common } from "../texts.ts";
import { readArguments } from "./conversation-entries.ts";

const t = toolTexts.ask;

export interface Decision {
  call_id: string;
  decision: "approve" | "deny";
  reason?: string;
  arguments?: Record<string, unknown>;
}

export interface ApprovalCardProps {
  agentName: string;
  pending: NonNullable<RunState["pending"]>;
  busy: boolean;
  onDecide: (decision: Decision) => void;
}

function parseArguments(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

export default function ApprovalCard({ agentName, pending, busy, onDecide }: ApprovalCardProps) {
  const [mode, setMode] = useState<"ask" | "edit" | "deny">("ask");
  const [edited, setEdited] = useState("");
  const [reason, setReason] = useState("");
  const [first, ...rest] = pending.calls;
  if (!first) return null;
  const { call } = first;
  const given = readArguments(call.function.arguments);
  const args = mode === "edit" ? parseArguments(edited) : null;
  return (
    <section className="ask" aria-label={t.title(agentName, call.function.name)}>
      <div className="ask-head">
        <strong>{t.title(agentName, call.function.name)}</strong>
        <div className="quiet">{t.text}</div>
      </div>
      <div className="ask-body">
        {mode === "edit" ? (
          <Textarea
            label={t.edit}
            autosize
            minRows={3}
            maxRows={16}
            value={edited}
            error={args ? undefined : t.broken}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.85rem" } }}
            onChange={(event) => setEdited(event.currentTarget.value)}
          />
        ) : (
          <dl className="call-args" style={{ padding: "0 0 6px" }}>
            {given.map(([name, value]) => (
              <div key={name} style={{ display: "contents" }}>
                <dt className="mono">{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
        {mode === "deny" && (
          <Textarea
            label={t.reason}
            autosize
            autoFocus
            minRows={1}
            maxRows={6}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        {rest.length > 0 && <p className="quiet">{t.more(rest.length)}</p>}
        <div className="row" style={{ marginTop: 10, gap: 8 }}>
          {mode === "deny" ? (
            <Button
              color="red"
              loading={busy}
              onClick={() =>
                onDecide({
                  call_id: call.id,
                  decision: "deny",
                  ...(reason.trim() ? { reason: reason.trim() } : {}),
                })
              }
            >
              {reason.trim() ? t.sendDeny : t.deny}
            </Button>
          ) : (
            <Button
              loading={busy}
              disabled={mode === "edit" && !args}
              onClick={() =>
                onDecide({ call_id: call.id, decision: "approve", ...(args ? { arguments: args } : {}) })
              }
            >
              {mode === "edit" ? t.approveEdited : t.approve}
            </Button>
          )}
          {mode === "ask" ? (
            <>
              <Button variant="default" disabled={busy} onClick={() => setMode("deny")}>
                {t.deny}
              </Button>
              <Button
                variant="subtle"
                color="gray"
                disabled={busy}
                onClick={() => {
                  const written = parseArguments(call.function.arguments);
                  setEdited(written ? JSON.stringify(written, null, 2) : call.function.arguments);
                  setMode("edit");
                }}
              >
                {t.edit}
              </Button>
            </>
          ) : (
            <Button variant="subtle" color="gray" disabled={busy} onClick={() => setMode("ask")}>
              {common.cancel}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}
