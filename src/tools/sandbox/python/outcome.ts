import { z } from "zod";
import type { ToolLimits } from "../../../schemas/index.ts";
import type { ToolFailure, ToolOutcome } from "../tool-sandbox.ts";

const outcomeSchema = z.object({
  failure: z
    .object({ name: z.string(), message: z.string(), line: z.number().int().min(1).nullable() })
    .nullable(),
  value: z.unknown(),
});

/** A value's JSON is longer than its text: quotes, escapes, commas, keys. More than this times the limit is no value. */
const JSON_GROWTH = 8;

/** Limits and deaths have no line. */
const withoutLine = (name: string, message: string): ToolFailure => ({ name, message, line: null });

export const timeout = (timeMs: number): ToolFailure =>
  withoutLine("Timeout", `The tool did not come to its end within ${timeMs / 1000} s.`);

/** A recursion that Python's own limit does not end breaks WebAssembly's stack, and Python with it. */
const STACK_OVERFLOW = /call stack|too much recursion/i;

export const died = (detail: string): ToolFailure =>
  STACK_OVERFLOW.test(detail)
    ? withoutLine("RecursionError", "The tool called itself too deep.")
    : withoutLine(
        "SandboxStopped",
        `The sandbox stopped while the tool ran. The next call starts anew. ${detail}`.trim(),
      );

/** Reads what an interpreter says of a run. The program may have had its hand in it. */
export function readOutcome(
  text: string,
  { output_characters }: ToolLimits,
): Pick<ToolOutcome, "failure" | "value"> {
  if (text.length > output_characters * JSON_GROWTH + JSON_GROWTH * 1000) {
    const message = `The tool returned more than ${output_characters.toLocaleString("en")} characters.`;
    return { failure: withoutLine("OutputTooLarge", message), value: null };
  }
  try {
    return outcomeSchema.parse(JSON.parse(text));
  } catch {
    return { failure: died("What it returned cannot be read."), value: null };
  }
}
