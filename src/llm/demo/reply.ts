/**
 * The demo's mind: from what stands in a request to one call. It keeps nothing itself. What it has done already for
 * the person's message it reads from the calls since then, so that each heartbeat takes it one step further, and
 * it ends: every call is made once, then it speaks.
 */

import { composeAnswer } from "./compose-answer.ts";
import type { Fact } from "./facts.ts";
import { type Intent, isEmptyIntent, readIntent } from "./intents.ts";
import { nextLookupStep } from "./lookup.ts";
import { type MemoryEdit, planEdits, planForget } from "./memory-edits.ts";
import { isMemoryPressure, noteToSave } from "./memory-pressure.ts";
import type { RequestView } from "./read-request.ts";
import { SLOTS } from "./slots.ts";
import { INTRODUCTION } from "./talk.ts";

export interface Reply {
  /** The inner monologue. */
  thought: string;
  call: { name: string; args: Record<string, unknown> } | null;
}

/** Calls for one message, after which it speaks whatever is left to do. */
const MAX_CALLS = 16;

/** The one call that wants no control back. (`pause_heartbeats` declares no request_heartbeat, but honours it.) */
const LAST_WORD = "send_message";

/** What the agent does next. */
export function planReply(view: RequestView): Reply {
  const { turn } = view;
  if (turn.alert !== null && isMemoryPressure(turn.alert)) {
    const saving = saveBeforeFolding(view);
    if (saving) return saving;
  }
  if (turn.text === null) return withoutMessage(view);
  if (turn.isAnswered)
    return {
      thought:
        turn.alert === null
          ? "Everything is done. I rest until someone writes."
          : "A notice came in. There is nothing for me to do.",
      call: null,
    };
  if (turn.calls.some((call) => call.name === LAST_WORD && !call.ok))
    return { thought: "My message could not be delivered. I leave it at that.", call: null };

  const intent = readIntent(turn.text, { askedName: askedName(view), time: view.time });
  const next = turn.calls.length < MAX_CALLS ? nextAction(intent, view) : null;
  if (next) return next;
  return speak(view, composeAnswer(intent, view), thoughtBeforeSpeaking(intent));
}

function askedName(view: RequestView): boolean {
  return /\byour name\?/i.test(view.earlierReplies.at(-1) ?? "");
}

/** A call that wants control back. */
function act(thought: string, name: string, args: Record<string, unknown>): Reply {
  return { thought, call: { name, args: { ...args, request_heartbeat: true } } };
}

function speak(view: RequestView, message: string, thought: string): Reply {
  // Without the tool it can only think: better an honest thought than a call that must fail.
  if (!view.tools?.has(LAST_WORD)) return { thought: message, call: null };
  return { thought, call: { name: LAST_WORD, args: { message } } };
}

/** Whether this very call was made since the person wrote. */
function isMade(view: RequestView, name: string, args: Record<string, unknown>): boolean {
  return view.turn.calls.some(
    (call) => call.name === name && Object.entries(args).every(([key, value]) => call.args[key] === value),
  );
}

/** The next thing to do before speaking: memory first, then the search, then the pause. */
function nextAction(intent: Intent, view: RequestView): Reply | null {
  return (
    editCoreMemory(intent, view) ??
    archiveWhatFailed(intent, view) ??
    archiveWhatWasAsked(intent, view) ??
    forget(intent, view) ??
    lookUp(intent, view) ??
    pause(intent, view)
  );
}

interface PlacedEdit {
  section: string;
  edit: MemoryEdit;
}

/** Edits that are still due, by section. Facts whose section is not in view have none. */
function dueEdits(facts: Fact[], view: RequestView): PlacedEdit[] {
  const bySection: [section: string, facts: Fact[]][] = [
    ["human", facts.filter((fact) => fact.slot !== SLOTS.ownName)],
    ["persona", facts.filter((fact) => fact.slot === SLOTS.ownName)],
  ];
  return bySection.flatMap(([section, own]) => {
    const block = view.blocks.get(section);
    return block ? planEdits(own, block.value).map((edit) => ({ section, edit })) : [];
  });
}

function toCall({ section, edit }: PlacedEdit): { name: string; args: Record<string, unknown> } {
  return edit.kind === "append"
    ? { name: "core_memory_append", args: { name: section, content: edit.content } }
    : {
        name: "core_memory_replace",
        args: { name: section, old_content: edit.old_content, new_content: edit.new_content },
      };
}

function editCoreMemory(intent: Intent, view: RequestView): Reply | null {
  for (const due of dueEdits(intent.facts, view)) {
    const { name, args } = toCall(due);
    if (!view.tools?.has(name) || isMade(view, name, args)) continue;
    const thought =
      due.edit.kind === "append"
        ? "This is worth knowing about the person. I write it into my core memory."
        : "What stands in my core memory has changed. I correct that line.";
    return act(thought, name, args);
  }
  return null;
}

/** What core memory did not take goes into the archive, so that it is not lost. */
function archiveWhatFailed(intent: Intent, view: RequestView): Reply | null {
  if (!view.tools?.has("archival_memory_insert")) return null;
  const lines = intent.facts
    .filter((fact) => isUnplaced(fact, view))
    .map((fact) => `${fact.slot.prefix}${fact.value}`);
  if (lines.length === 0) return null;
  const args = { content: `About the person: ${lines.join("; ")}` };
  if (
    view.turn.calls.some(
      (call) => call.name === "archival_memory_insert" && call.args.content === args.content,
    )
  )
    return null;
  return act(
    "My core memory did not take it. I put it into the archive instead.",
    "archival_memory_insert",
    args,
  );
}

/** A fact that cannot stand in core memory: no such section, no tool for it, or the edit was refused. */
function isUnplaced(fact: Fact, view: RequestView): boolean {
  if (fact.action === "remove" || fact.action === "swap") return false;
  const section = fact.slot === SLOTS.ownName ? "persona" : "human";
  if (!view.blocks.has(section)) return true;
  return dueEdits([fact], view).length > 0;
}

function archiveWhatWasAsked(intent: Intent, view: RequestView): Reply | null {
  if (intent.archive === null || !view.tools?.has("archival_memory_insert")) return null;
  const args = { content: intent.archive };
  if (isMade(view, "archival_memory_insert", args)) return null;
  return act("I was told something to keep. I put it into the archive.", "archival_memory_insert", args);
}

function forget(intent: Intent, view: RequestView): Reply | null {
  const block = view.blocks.get("human");
  if (intent.forget === null || !block || !view.tools?.has("core_memory_replace")) return null;
  // Once: a second line that fits a little less was not meant.
  if (view.turn.calls.some((call) => call.name === "core_memory_replace")) return null;
  const edit = planForget(intent.forget, block.value);
  return (
    edit &&
    act("I was asked to forget this. I take it out of my core memory.", "core_memory_replace", {
      name: "human",
      old_content: edit.old_content,
      new_content: edit.new_content,
    })
  );
}

function lookUp(intent: Intent, view: RequestView): Reply | null {
  if (!intent.lookup) return null;
  const step = nextLookupStep(intent.lookup, view);
  return step.kind === "search" && !isMade(view, step.tool, step.args)
    ? act(step.thought, step.tool, step.args)
    : null;
}

function pause(intent: Intent, view: RequestView): Reply | null {
  if (intent.pauseMinutes === null || !view.tools?.has("pause_heartbeats")) return null;
  const args = { minutes: intent.pauseMinutes };
  if (isMade(view, "pause_heartbeats", args)) return null;
  return act("The person wants some quiet. I pause my heartbeats.", "pause_heartbeats", args);
}

function thoughtBeforeSpeaking(intent: Intent): string {
  if (isEmptyIntent(intent)) return "I have no rule for this. I say so honestly.";
  if (intent.lookup) return "I have looked where I can. I tell what I found.";
  if (intent.facts.length > 0 || intent.archive !== null) return "That is taken care of. I tell the person.";
  return "I answer.";
}

function saveBeforeFolding(view: RequestView): Reply | null {
  const note = view.tools?.has("archival_memory_insert") ? noteToSave(view) : null;
  if (note && !view.archived.includes(note))
    return {
      thought: "My view is nearly full. I save what the person told me before it is folded away.",
      call: {
        name: "archival_memory_insert",
        // Someone who still waits for an answer gets it on the heartbeat.
        args: { content: note, request_heartbeat: isWaiting(view) },
      },
    };
  return isWaiting(view)
    ? null
    : { thought: "My view is nearly full, and all that matters is saved already.", call: null };
}

const isWaiting = ({ turn }: RequestView) => turn.text !== null && !turn.isAnswered;

/** Woken without a message in view: a login, a heartbeat, or a turn whose beginning was folded away. */
function withoutMessage(view: RequestView): Reply {
  const { turn } = view;
  const { calls } = turn;
  if (turn.alert !== null) return { thought: "A notice came in. There is nothing for me to do.", call: null };
  if (calls.length > 0 && calls.at(-1)?.name !== LAST_WORD)
    return speak(
      view,
      "I lost sight of your last message while I was tidying my memory. Please tell me again what you need.",
      "The message I was working on has left my view. I say so.",
    );
  // The boot message of a new agent is a greeting already: only a context without any gets one.
  if (calls.length === 0) return speak(view, `Hello. ${INTRODUCTION}`, "Someone has come. I say hello.");
  return { thought: "Nobody has written yet. I wait.", call: null };
}
