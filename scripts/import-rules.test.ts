/**
 * The import rules are only worth something if they fail: each is shown a small project that breaks it, and
 * all of them one that does not.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const CRUISER = join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
const run = promisify(execFile);

const PACKAGES = ["react", "openai", "left-behind"];
/** Files every fixture starts with: one a floor, each knowing the one below. */
const CLEAN: Record<string, string> = {
  "package.json": JSON.stringify({
    type: "module",
    dependencies: { react: "*", openai: "*" },
    devDependencies: { "left-behind": "*" },
  }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: { module: "ESNext", moduleResolution: "bundler", allowImportingTsExtensions: true },
  }),
  ...Object.fromEntries(
    PACKAGES.flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" })],
      [`node_modules/${name}/index.js`, "module.exports = {};"],
    ]),
  ),
  "src/schemas/agent.ts": "export const agent = 1;",
  "src/storage/agents.ts": 'export { agent } from "../schemas/agent.ts";',
  "src/memory/core.ts": 'export { agent as core } from "../storage/agents.ts";',
  "src/llm/provider.ts": 'import openai from "openai"; export const provider = openai;',
  "src/tools/base.ts": 'export { core as base } from "../memory/core.ts";',
  "src/engine/step.ts":
    'import { base } from "../tools/base.ts"; import { provider } from "../llm/provider.ts"; export const step = [base, provider];',
  "src/client/client.ts": 'export { step as client } from "../engine/step.ts";',
  "src/ui/app.ts":
    'import React from "react"; import { client } from "../client/client.ts"; import { agent } from "../schemas/agent.ts"; export const app = [React, client, agent];',
  "src/main.ts": 'import { app } from "./ui/app.ts"; console.log(app);',
  "e2e/support/server.ts": "export const server = 1;",
  "src/llm/provider.test.ts":
    'import "node:test"; import { server } from "../../e2e/support/server.ts"; import { provider } from "./provider.ts"; console.log(server, provider);',
};

/** A file that breaks the rule named beside it, and no other. */
const BROKEN: [path: string, rule: string, content: string][] = [
  ["src/main.ts", "entry-knows-ui-client-server-only", 'import "./ui/app.ts"; import "./storage/agents.ts";'],
  ["src/ui/deep.ts", "ui-knows-client-and-schemas-only", 'export { step } from "../engine/step.ts";'],
  ["src/engine/up.ts", "engine-imports-only-down", 'export { client } from "../client/client.ts";'],
  ["src/llm/sideways.ts", "llm-imports-only-down", 'export { core } from "../memory/core.ts";'],
  [
    "src/schemas/type-of-above.ts",
    "schemas-imports-only-down",
    'import type { agent } from "../storage/agents.ts"; export type Up = typeof agent;',
  ],
  ["src/engine/hook.ts", "react-in-ui-only", 'import React from "react"; export const hook = React;'],
  ["src/engine/direct.ts", "openai-behind-its-interface", 'export { default } from "openai";'],
  ["src/tools/one.ts", "no-circles", 'import { two } from "./two.ts"; export const one = () => two;'],
  ["src/memory/lonely.ts", "no-orphans", "export const lonely = 1;"],
  ["src/memory/lost.ts", "no-unresolvable", 'export { lost } from "./nowhere.ts";'],
  ["src/storage/disk.ts", "no-node-in-the-page", 'export { readFile } from "node:fs";'],
  ["src/storage/dev.ts", "no-dev-dependency-in-the-page", 'export { default } from "left-behind";'],
  ["src/llm/scripted.ts", "src-knows-no-workshop", 'export { server } from "../../e2e/support/server.ts";'],
  ["src/llm/borrowed.ts", "no-test-imported", 'import "./provider.test.ts";'],
];

let folder = "";
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What is broken in a project of these files: `[file, rule]` each, sorted. */
async function violations(files: Record<string, string>): Promise<[string, string][]> {
  folder = await mkdtemp(join(tmpdir(), "engram-rules-"));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const args = [
    CRUISER,
    "--config",
    join(ROOT, ".dependency-cruiser.cjs"),
    "--output-type",
    "json",
    "src",
    "e2e",
  ];
  // It ends with the number of violations; the report is the same either way.
  const { stdout } = await run(process.execPath, args, { cwd: folder }).catch((failed) => failed);
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { from: string; rule: { name: string } }[] };
  };
  return summary.violations.map(({ from, rule }): [string, string] => [from, rule.name]).sort();
}

test("a house in order breaks no rule", async () => {
  expect(
    await violations({
      ...CLEAN,
      // Types may refer to each other.
      "src/tools/one.ts": 'import type { Two } from "./two.ts"; export type One = { two: Two };',
      "src/tools/two.ts": 'import type { One } from "./one.ts"; export type Two = { one: One };',
    }),
  ).toEqual([]);
});

test("each rule catches what breaks it", async () => {
  const broken = Object.fromEntries(BROKEN.map(([path, , content]) => [path, content]));
  // The other half of the circle; a circle is told once.
  broken["src/tools/two.ts"] = 'import { one } from "./one.ts"; export const two = () => one;';
  expect(await violations({ ...CLEAN, ...broken })).toEqual(
    BROKEN.map(([path, rule]): [string, string] => [path, rule]).sort(),
  );
});
