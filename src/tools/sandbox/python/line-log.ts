import type { ToolLogLine } from "../tool-sandbox.ts";

export interface LineLog {
  write(level: ToolLogLine["level"], bytes: Uint8Array): void;
  /** Whether more was written than it takes; what comes then is dropped. */
  isFull(): boolean;
  /** Tells what stands on a line without an end. */
  end(): void;
  /** Begins anew. */
  forget(): void;
}

interface OpenLine {
  decoder: TextDecoder;
  text: string;
}

/** Lines of the bytes that a program writes, level by level, up to so many characters in all. */
export function createLineLog(limit: number, tell: (line: ToolLogLine) => void): LineLog {
  let left = limit;
  let full = false;
  const open = new Map<ToolLogLine["level"], OpenLine>();

  const add = (level: ToolLogLine["level"], line: OpenLine, text: string) => {
    // The end of a line counts too, or empty lines would cost nothing.
    left -= text.length;
    full ||= left < 0;
    const lines = (line.text + (left < 0 ? text.slice(0, left) : text)).split("\n");
    line.text = lines.pop() ?? "";
    for (const whole of lines) tell({ level, text: whole });
  };

  return {
    write(level, bytes) {
      if (full) return;
      const line = open.get(level) ?? { decoder: new TextDecoder(), text: "" };
      open.set(level, line);
      add(level, line, line.decoder.decode(bytes, { stream: true }));
    },
    isFull: () => full,
    end() {
      for (const [level, line] of open) {
        if (!full) add(level, line, line.decoder.decode());
        if (line.text !== "") tell({ level, text: line.text });
      }
      open.clear();
    },
    forget() {
      open.clear();
      left = limit;
      full = false;
    },
  };
}
