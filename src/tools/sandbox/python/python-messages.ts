/** What passes between the page and the worker that runs Python. */
import { z } from "zod";
import type { InterpreterRun } from "./interpreter.ts";

/** Handed to the frame with the worker's code, and by it to the worker. */
export interface PythonFiles {
  wasm: ArrayBuffer;
  standardLibrary: ArrayBuffer;
}

export interface StartMessage {
  files: PythonFiles;
  /** To the page; the frame between them hears nothing of it. */
  port: MessagePort;
}

export type ToWorker =
  | { type: "run"; run: InterpreterRun; memory_bytes: number }
  | { type: "answer"; id: number; answer: string };

/** Checked on arrival: a program may have got at the worker and say anything. */
export const fromWorkerSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({
    type: z.literal("log"),
    lines: z.array(z.object({ level: z.enum(["log", "warn"]), text: z.string() })),
  }),
  z.object({ type: z.literal("forget-log") }),
  z.object({ type: z.literal("ask"), id: z.number(), question: z.string() }),
  z.object({ type: z.literal("outcome"), outcome: z.string() }),
  z.object({ type: z.literal("died"), message: z.string() }),
]);
export type FromWorker = z.infer<typeof fromWorkerSchema>;
