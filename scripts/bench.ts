/** Runs every benchmark in `bench/`, or those named: `npm run bench -- vector cold-load`. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const folder = "bench";
const wanted = process.argv.slice(2);
const all = readdirSync(folder)
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((name) => name.replace(/\.ts$/, ""))
  .sort();

const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(", ")}. There are: ${all.join(", ")}.`);
  process.exit(1);
}

for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--expose-gc", join(folder, `${name}.ts`)],
    {
      stdio: "inherit",
    },
  );
  if (status !== 0) {
    console.error(`${name} failed.`);
    process.exitCode = 1;
  }
}
