/** Writes docs/letta-sdk.md: `npx tsx scripts/sdk-docs.ts`. */
import { writeFileSync } from "node:fs";
import { sdkTable } from "../src/server/testing/sdk-coverage.ts";

writeFileSync("docs/letta-sdk.md", sdkTable());
