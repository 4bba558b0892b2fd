/** What streams in, gathered. Pure: one item in, the next state out. */
import { Allow, parse } from "partial-json";
import type { ConversationEdit, ErrorRecord, Notice, StreamItem } from "../../schemas/index.ts";

/** The generation that is being written. It gives way to the stored message of the same id. */
export interface LivePiece {
  message_id: string | null;
  monologue: string;
  call: string | null;
  arguments: string;
}

export interface LiveReply {
  piece: LivePiece;
  /** A passing state to show: a retry that waits, a summary that is made. */
  notice: Extract<Notice, { type: "retry" | "summary-start" }> | null;
  /** When the notice came (milliseconds), to count down from. */
  notice_at: number;
  /** What is worth keeping on the screen until the run ends. */
  remarks: Extract<Notice, { type: "summary-end" | "shortened" }>[];
  error: ErrorRecord | null;
  done: boolean;
  /** The stored message that the run answers. */
  set_off_by: string | null;
  /** What was taken out of the conversation for the run. */
  edit: ConversationEdit | null;
}

const NO_PIECE: LivePiece = { message_id: null, monologue: "", call: null, arguments: "" };

export function startReply(): LiveReply {
  return {
    piece: NO_PIECE,
    notice: null,
    notice_at: 0,
    remarks: [],
    error: null,
    done: false,
    set_off_by: null,
    edit: null,
  };
}

export function addItem(reply: LiveReply, item: StreamItem, now: number): LiveReply {
  if (typeof item === "string") return item === "[DONE]" ? { ...reply, done: true, notice: null } : reply;
  if ("notice" in item) return addNotice(reply, item.notice, now);
  if ("error" in item) return { ...reply, error: item.error, notice: null };
  if ("internal_monologue" in item)
    return withPiece(reply, item.id, (piece) => ({
      ...piece,
      monologue: piece.monologue + item.internal_monologue,
    }));
  if ("function_call" in item) {
    const { name, arguments: args } = item.function_call;
    return withPiece(reply, item.id, (piece) => ({
      ...piece,
      call: name === undefined ? piece.call : (piece.call ?? "") + name,
      arguments: piece.arguments + (args ?? ""),
    }));
  }
  return reply;
}

function withPiece(reply: LiveReply, id: string, change: (piece: LivePiece) => LivePiece): LiveReply {
  const piece = reply.piece.message_id === id ? reply.piece : { ...NO_PIECE, message_id: id };
  return { ...reply, notice: null, piece: change(piece) };
}

function addNotice(reply: LiveReply, notice: Notice, now: number): LiveReply {
  switch (notice.type) {
    case "generation-start":
      // Pieces of a broken try are void. A finished one goes when its stored message is there.
      return reply.piece.message_id === null ? reply : { ...reply, piece: NO_PIECE };
    case "retry":
    case "summary-start":
      return { ...reply, notice, notice_at: now };
    case "summary-end":
    case "shortened":
      return { ...reply, notice: null, remarks: [...reply.remarks, notice] };
    case "run-start":
      return { ...reply, set_off_by: notice.message_id, edit: notice.edit ?? null };
    case "cap":
    case "approval-needed":
      // The run's own state tells of it, also after a reload.
      return { ...reply, notice: null };
  }
}

/** The words of a send_message call that is still being written. */
export function liveWords(piece: LivePiece): string | null {
  if (piece.call !== "send_message") return null;
  try {
    const value: unknown = parse(piece.arguments || "{}", Allow.ALL);
    if (
      typeof value === "object" &&
      value !== null &&
      "message" in value &&
      typeof value.message === "string"
    )
      return value.message;
  } catch {
    // Too little has arrived to read anything.
  }
  return "";
}
