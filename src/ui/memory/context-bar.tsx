import type { CSSProperties } from "react";
import type { ContextPart, ContextParts } from "../../schemas/index.ts";
import { useRunning } from "../chat/running.ts";
import { viewerTexts as t } from "../texts/viewer.ts";

/** Rough characters a token, for what is being written: it is counted when it is there. */
const CHARACTERS_PER_TOKEN = 4;

export function labelOf({ kind, section }: ContextPart): string {
  return section === null ? t.parts[kind] : t.block(section);
}

/** Blocks are shades of the tint of memory, so that neighbours can be told apart. */
export function colorOf(parts: ContextPart[], part: ContextPart): string {
  const nth = parts.filter(({ kind }) => kind === "block").indexOf(part);
  return nth === -1 ? `var(--part-${part.kind})` : `var(--part-block-${nth % 3})`;
}

/** Tokens of the reply that is being written; 0 while none is. */
export function useWriting(agentId: string): number {
  return useRunning((state) => {
    const reply = state.replies[agentId];
    if (!reply || reply.done) return 0;
    const { monologue, call, arguments: args } = reply.piece;
    return Math.ceil((monologue.length + (call?.length ?? 0) + args.length) / CHARACTERS_PER_TOKEN);
  });
}

/** The next request against the window, its thresholds marked. What it says is said in words beside it. */
export function ContextBar({ agentId, context }: { agentId: string; context: ContextParts }) {
  const { parts, used, context_window, warned_at, folded_at } = context;
  const writing = useWriting(agentId);
  const end = Math.max(context_window, used + writing);
  const share = (tokens: number) => `${(100 * tokens) / end}%`;
  const marks = [
    ["warned", warned_at, t.marks.warned],
    ["folded", folded_at, t.marks.folded],
    ["window", context_window, t.marks.window],
  ] as const;
  return (
    <>
      <div className="context-bar" role="img" aria-label={t.used(used, context_window)}>
        {parts.map((part) => (
          <div
            key={`${part.kind} ${part.section}`}
            title={`${labelOf(part)}: ${t.tokens(part.tokens)}`}
            style={{ width: share(part.tokens), background: colorOf(parts, part) }}
          />
        ))}
        {writing > 0 && (
          <div className="context-writing" title={t.writing(writing)} style={{ width: share(writing) }} />
        )}
        {marks.map(
          ([name, tokens]) =>
            tokens !== null && (
              <i key={name} data-mark={name} style={{ left: share(tokens) } as CSSProperties} />
            ),
        )}
      </div>
      <ul className="context-marks">
        {marks.map(
          ([name, tokens, text]) =>
            tokens !== null && (
              <li key={name}>
                <i data-mark={name} aria-hidden />
                {text(tokens)}
              </li>
            ),
        )}
      </ul>
      {folded_at !== null && used > folded_at ? (
        <p className="context-state" role="status">
          {t.folded}
        </p>
      ) : (
        warned_at !== null &&
        used > warned_at && (
          <p className="context-state" role="status">
            {t.warned}
          </p>
        )
      )}
    </>
  );
}
