import type { ToolLogLine } from "../tool-sandbox.ts";

type Line = ToolLogLine & { level: "log" | "warn" };

/** Lines told one by one; then, should there be many, in batches. */
const SINGLE_LINES = 200;
const BATCH = 100;

/**
 * Passes lines on as they come, so that what a program wrote before it was ended is known. Of a flood, the last few may
 * be lost.
 */
export function createLogBatches(tell: (lines: Line[]) => void) {
  let told = 0;
  let batch: Line[] = [];
  const flush = () => {
    if (batch.length > 0) tell(batch);
    told += batch.length;
    batch = [];
  };
  return {
    add(line: ToolLogLine): void {
      batch.push(line as Line);
      if (told < SINGLE_LINES || batch.length >= BATCH) flush();
    },
    flush,
    forget(): void {
      batch = [];
      told = 0;
    },
  };
}
