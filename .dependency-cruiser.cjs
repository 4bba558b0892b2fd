/**
 * The import rules of the house (see ARCHITECTURE.md): a folder of `src` knows only the floors below its own.
 * Folders on one floor do not know each other.
 */
const FLOORS = [
  ["schemas"],
  ["workers"],
  ["embeddings", "storage"],
  ["vector", "search"],
  ["sources"],
  ["memory", "llm"],
  ["tools"],
  ["engine"],
  ["carry"],
  ["client"],
  ["server"],
  ["ui"],
];

const TEST_FILE = "\\.test\\.tsx?$";
/** Parts for tests only: they may reach further than the code beside them. */
const TEST_SUPPORT = "/(testing|fixtures)/";

const floorRules = FLOORS.flatMap((floor, height) =>
  floor.map((folder) => {
    const above = FLOORS.slice(height)
      .flat()
      .filter((other) => other !== folder);
    return {
      name: `${folder}-imports-only-down`,
      comment: `src/${folder} must not know ${above.join(", ")} or the page's entry.`,
      severity: "error",
      from: { path: `^src/${folder}/`, pathNot: [TEST_FILE, TEST_SUPPORT] },
      to: { path: `^src/(${[...above.map((other) => `${other}/`), "main\\.tsx?$"].join("|")})` },
    };
  }),
);

/** A package behind an interface of ours is imported in one folder only, so that it can be changed there. */
const OWNED_PACKAGES = {
  openai: ["llm"],
  "gpt-tokenizer": ["llm"],
  "@xenova/transformers": ["embeddings"],
  "voy-search": ["vector"],
  pyodide: ["tools"],
  stemmer: ["search"],
  "@huggingface/jinja": ["memory", "schemas"],
  "@babel/parser": ["tools"],
  "@lezer/python": ["tools"],
  "quickjs-emscripten-core": ["tools"],
  "@jitl/quickjs-wasmfile-release-sync": ["tools"],
  sucrase: ["tools"],
  "pdfjs-dist": ["sources"],
  mammoth: ["sources"],
  papaparse: ["sources"],
  "@mozilla/readability": ["sources"],
  turndown: ["sources"],
  linkedom: ["sources"],
  chardet: ["sources"],
  "@modelcontextprotocol/client": ["tools"],
};

const packageRules = Object.entries(OWNED_PACKAGES).map(([name, folders]) => ({
  name: `${name.replace(/[^a-z]+/g, "-").replace(/^-/, "")}-behind-its-interface`,
  comment: `${name} is imported in src/${folders.join(" and src/")} only.`,
  severity: "error",
  from: { path: "^src/", pathNot: [`^src/(${folders.join("|")})/`, TEST_FILE] },
  to: { path: `(^|node_modules/)${name}(/|$)` },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...floorRules,
    ...packageRules,
    {
      name: "ui-knows-client-and-schemas-only",
      comment: "The screen speaks to the engine through the client, as any other caller does.",
      severity: "error",
      from: { path: "^src/ui/", pathNot: [TEST_FILE, TEST_SUPPORT] },
      to: { path: "^src/", pathNot: ["^src/(ui|client|schemas)/", "\\.d\\.ts$"] },
    },
    {
      name: "entry-knows-ui-client-server-only",
      comment: "The page's entry puts the house together at its doors.",
      severity: "error",
      from: { path: "^src/main\\.tsx?$" },
      to: { path: "^src/", pathNot: ["^src/(ui|client|server|schemas)/", "\\.d\\.ts$"] },
    },
    {
      name: "react-in-ui-only",
      comment: "Everything under the screen runs without it.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/ui/", "^src/main\\.tsx?$", TEST_FILE] },
      to: { path: "(^|node_modules/)(react|react-dom|zustand|wouter|@mantine/[^/]+|dexie-react-hooks)(/|$)" },
    },
    {
      name: "no-circles",
      comment: "Modules that need each other are one module, or one too few. Types may refer to each other.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-orphans",
      comment: "Nothing imports it and it imports nothing: dead, or forgotten.",
      severity: "error",
      from: { orphan: true, path: "^(src|e2e|bench)/", pathNot: ["\\.d\\.ts$", TEST_FILE] },
      to: {},
    },
    {
      name: "no-unresolvable",
      comment: "An import that leads nowhere. Files the build makes, and Vite's own suffixes, are left out.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: ["\\?(url|raw|worker|inline)", "^virtual:"] },
    },
    {
      name: "no-node-in-the-page",
      comment: "The page has no Node.",
      severity: "error",
      from: { path: "^src/", pathNot: [TEST_FILE, TEST_SUPPORT] },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "no-dev-dependency-in-the-page",
      comment: "What ships is a dependency of the app, not of its workshop.",
      severity: "error",
      from: { path: "^src/", pathNot: [TEST_FILE, TEST_SUPPORT, "\\.d\\.ts$"] },
      to: {
        dependencyTypes: ["npm-dev"],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "src-knows-no-workshop",
      comment: "Tests may use the scripted LLM; what ships may not.",
      severity: "error",
      from: { path: "^src/", pathNot: [TEST_FILE, TEST_SUPPORT] },
      to: { path: "^(e2e|bench|scripts)/" },
    },
    {
      name: "no-test-imported",
      comment: "A test is no library: what two tests share is a file of its own.",
      severity: "error",
      from: {},
      to: { path: ["\\.(test|spec)\\.tsx?$"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|public|test-results|playwright-report)/" },
    tsConfig: { fileName: "tsconfig.json" },
    // Types count too: to know a floor's types is to know the floor.
    tsPreCompilationDeps: true,
    moduleSystems: ["es6", "cjs"],
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "browser", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".jsx", ".json", ".mjs", ".cjs", ".d.ts"],
    },
  },
};
