/** A module of ours as a script for a page, so that what is tested runs where people's scripts run. */
import { build } from "vite";

/** @returns source that sets `globalThis[name]` to the module's exports. */
export async function pageScript(entry: string, name: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    publicDir: false,
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: { entry, name, formats: ["iife"], fileName: name },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (!output || !("output" in output)) throw new Error(`nothing was built of ${entry}`);
  const { code } = output.output[0];
  return `${code}\n;globalThis[${JSON.stringify(name)}] = ${name};`;
}
