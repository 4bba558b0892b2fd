import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { FRAME_SCRIPT, FRAME_SCRIPT_HASH } from "./sandbox-frame.ts";

it("names the script of the frame by its hash", () => {
  const digest = createHash("sha256").update(FRAME_SCRIPT).digest("base64");
  expect(FRAME_SCRIPT_HASH).toBe(`sha256-${digest}`);
});
