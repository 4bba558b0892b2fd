/** Tools to begin with. Each is a user's tool as any other: a source that the person adds, reads and changes. */
import type { ToolLanguage } from "../sandbox/tool-sandbox.ts";

export interface StarterToolSource {
  /** Of its function. */
  name: string;
  title: string;
  /** For the person, in a line. */
  description: string;
  language: ToolLanguage;
  /** The source. */
  load(): Promise<string>;
  /** Of use only once the person has granted it hosts. */
  needs_hosts: boolean;
}

const source = async (module: Promise<{ default: string }>) => (await module).default;

export const STARTER_TOOLS: readonly StarterToolSource[] = [
  {
    name: "calculate",
    title: "Calculator",
    description:
      "Exact arithmetic with fractions and numbers of any length; roots, logarithms and angles to 20 digits or more.",
    language: "typescript",
    load: () => source(import("./sources/calculate.ts?raw")),
    needs_hosts: false,
  },
  {
    name: "date_and_time",
    title: "Date and time",
    description: "The time in any time zone, dates that are added to, the time between two dates.",
    language: "typescript",
    load: () => source(import("./sources/date_and_time.ts?raw")),
    needs_hosts: false,
  },
  {
    name: "read_web_page",
    title: "Read a web page",
    description:
      "The text of a page, without menus and scripts. Reaches the hosts you grant it, where they let other sites ask (CORS).",
    language: "typescript",
    load: () => source(import("./sources/read_web_page.ts?raw")),
    needs_hosts: true,
  },
  {
    name: "query_json",
    title: "JSON query",
    description: "Takes values out of JSON by a path, with filters, sums and sorting.",
    language: "typescript",
    load: () => source(import("./sources/query_json.ts?raw")),
    needs_hosts: false,
  },
  {
    name: "draw_random",
    title: "Chance",
    description:
      "Numbers, dice, coins, a pick from a list, a shuffle; fair, and from the browser's secure source.",
    language: "typescript",
    load: () => source(import("./sources/draw_random.ts?raw")),
    needs_hosts: false,
  },
  {
    name: "convert_units",
    title: "Unit conversion",
    description:
      "Lengths, masses, temperatures, volumes, speeds, areas, data, energy, pressure and more, by exact factors.",
    language: "typescript",
    load: () => source(import("./sources/convert_units.ts?raw")),
    needs_hosts: false,
  },
  {
    name: "summarize_csv",
    title: "CSV summary",
    description:
      "What is in a table: kinds of columns, ranges, means, most common values, groups. In Python.",
    language: "python",
    load: () => source(import("./sources/summarize_csv.py?raw")),
    needs_hosts: false,
  },
];
