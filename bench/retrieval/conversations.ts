/** The conversations that retrieval is measured on: read where they lie, never part of the project. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

const conversationSchema = z.object({
  sample_id: z.string(),
  sessions: z.array(
    z.object({
      date_time: z.string(),
      turns: z.array(z.object({ id: z.string(), speaker: z.string(), text: z.string() })),
    }),
  ),
  qa: z.array(z.object({ question: z.string(), category: z.number(), evidence: z.array(z.string()) })),
});
export type Conversation = z.infer<typeof conversationSchema>;

/** What the categories ask for. */
export const CATEGORIES: Readonly<Record<number, string>> = {
  1: "several places",
  2: "times",
  3: "open",
  4: "one place",
};

/** `ENGRAM_RETRIEVAL_DATA` names another file; by default one beside the checkout. */
export const DATA_FILE =
  process.env.ENGRAM_RETRIEVAL_DATA ??
  resolve(import.meta.dirname, "../../..", join("shared", "data", "locomo-dev.json"));

/** Null where there is no such file. */
export function readConversations(): Conversation[] | null {
  if (!existsSync(DATA_FILE)) return null;
  return z.array(conversationSchema).parse(JSON.parse(readFileSync(DATA_FILE, "utf8")));
}
