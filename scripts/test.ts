/**
 * Every check of the project, in order, the cheap ones first; stops at the first that fails. The last line
 * counts the tests of vitest and Playwright that really ran.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureChromium } from "./find-chromium.ts";
import { countPlaywright, countVitest, sumCounts, type TestCounts, tellCounts } from "./test-counts.ts";

interface Check {
  name: string;
  /** A program of node_modules/.bin with its arguments. */
  command: string[];
  env?: Record<string, string>;
  /** Reads the counts from the report the program wrote. */
  counts?: () => TestCounts;
}

const reports = mkdtempSync(join(tmpdir(), "engram-reports-"));
const vitestReport = join(reports, "vitest.json");
const playwrightReport = join(reports, "playwright.json");
const readReport = (path: string) => JSON.parse(readFileSync(path, "utf8"));

const CHECKS: Check[] = [
  { name: "default embedding model", command: ["tsx", "scripts/build-embedding-model.ts"] },
  { name: "types", command: ["tsc", "-p", "."] },
  { name: "format and lint", command: ["biome", "check", "--error-on-warnings"] },
  { name: "import rules", command: ["depcruise", "src", "e2e", "scripts", "bench"] },
  { name: "unused code", command: ["knip"] },
  {
    name: "unit tests",
    command: ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${vitestReport}`],
    counts: () => countVitest(readReport(vitestReport)),
  },
  { name: "build", command: ["vite", "build", "--logLevel", "warn"] },
  { name: "size", command: ["size-limit"] },
  {
    name: "end-to-end tests",
    command: ["playwright", "test", "--reporter=list,json"],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
    counts: () => countPlaywright(readReport(playwrightReport)),
  },
];

function runCheck({ name, command: [program, ...args], env }: Check): boolean {
  console.log(`\n== ${name}`);
  const { status, error } = spawnSync(join("node_modules", ".bin", program!), args, {
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  if (error) console.error(error.message);
  return status === 0;
}

function runAll(): { failed: string | null; counts: TestCounts[] } {
  const counts: TestCounts[] = [];
  for (const check of CHECKS) {
    const passed = runCheck(check);
    // A program that broke before its report wrote none; then there is nothing to count.
    try {
      if (check.counts) counts.push(check.counts());
    } catch (error) {
      if (passed) throw error;
    }
    if (!passed) return { failed: check.name, counts };
  }
  return { failed: null, counts };
}

try {
  ensureChromium();
  const { failed, counts } = runAll();
  console.log();
  if (failed) console.log(`Stopped: ${failed} failed.`);
  if (counts.length > 0) console.log(tellCounts(sumCounts(counts)));
  if (failed) process.exitCode = 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  rmSync(reports, { recursive: true, force: true });
}
