import type { ToolFailure } from "../tool-sandbox.ts";

/** A program that cannot be run, or failed: in the sandbox's own code, where the interface has a `ToolFailure`. */
export class ProgramError extends Error {
  readonly failure: ToolFailure;

  constructor(name: string, message: string, line: number | null = null) {
    super(message);
    this.name = "ProgramError";
    this.failure = { name, message, line };
  }
}
