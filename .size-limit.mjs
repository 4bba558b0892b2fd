/**
 * The entry's own weight: what `index.html` names, gzipped as hosts do. What the first screen fetches beyond
 * it (lazy parts) is measured in Chromium, by e2e/first-screen.spec.ts.
 */
import { readFileSync } from "node:fs";

const html = readFileSync("dist/index.html", "utf8");
/** @param {RegExp} pattern */
const named = (pattern) =>
  [...html.matchAll(pattern)].map((match) => `dist/${match[1].replace(/^\.\//, "")}`);

export default [
  {
    name: "entry JavaScript",
    path: named(/(?:src|href)="([^"]+\.js)"/g),
    gzip: true,
    limit: "250 kB",
  },
  {
    name: "entry CSS",
    path: named(/href="([^"]+\.css)"/g),
    gzip: true,
    limit: "50 kB",
  },
];
