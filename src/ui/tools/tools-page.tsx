/** The tools there are: the person's own, MCP servers', the built-in ones, and a starter set. */
import "./tools.css";
import { Button, Chip, TextInput } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { Link, Route, Switch } from "wouter";
import type { ErrorRecord, Tool } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { loadable } from "../loadable.tsx";
import { Bar } from "../shell.tsx";
import { toolTexts as t } from "../texts/tools.ts";
import { useLive } from "../use-live.ts";
import { usePageTitle } from "../window/page-title.ts";
import { type TakenAway, useDeletedTool } from "./deleted-tool.ts";
import { McpServers } from "./mcp-servers.tsx";

const ToolPage = loadable(() => import("./tool-page.tsx"));
const NewToolPage = loadable(() => import("./new-tool-page.tsx"));

const MARKS: Record<string, string> = { javascript: "JS", typescript: "TS", python: "Py", mcp: "MCP" };

const kindOf = (tool: Tool) => tool.source_type ?? "built-in";

function ToolMark({ kind }: { kind: string }) {
  return (
    <span className="tool-mark" data-kind={kind} title={t.kinds[kind] ?? kind} aria-hidden>
      {MARKS[kind] ?? "fn"}
    </span>
  );
}

function ToolRow({ tool, children }: { tool: Tool; children?: ReactNode }) {
  return (
    <li className="tool-row">
      <Link href={`/tools/${tool.id}`} className="tool-link">
        <ToolMark kind={kindOf(tool)} />
        <span className="grow">
          <span className="tool-name">{tool.name}</span>
          <span className="tool-words">{tool.json_schema.description}</span>
        </span>
      </Link>
      {children}
    </li>
  );
}

const matches = (tool: Tool, query: string) =>
  `${tool.name} ${tool.json_schema.description} ${tool.tags.join(" ")}`.toLowerCase().includes(query);

/** Brings back what was deleted last, as it was: source, permissions and the agents that had it. */
function DeletedNotice({ last }: { last: TakenAway }) {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const undo = async () => {
    const { tool, settings, detached_from } = last;
    const { id } = await client.addTool({ tool, update: false });
    const { requires_approval, allowed_hosts, limits } = settings;
    await client.updateToolSettings({ tool_id: id, requires_approval, allowed_hosts, limits });
    const agents = await client.listAgents();
    for (const agent of detached_from)
      if (agents.some((one) => one.id === agent.id))
        await client.attachToolToAgent({ agent_id: agent.id, tool_id: id });
    useDeletedTool.setState({ last: null });
  };
  if (error) return <ErrorNotice error={error} />;
  return (
    <div className="notice" role="status" style={{ marginBottom: 12 }}>
      <span className="grow">
        {t.deleted(
          last.tool.name,
          last.detached_from.map(({ name }) => name),
        )}
      </span>
      <Button
        size="compact-sm"
        variant="default"
        loading={busy}
        onClick={() => {
          setBusy(true);
          undo()
            .catch((thrown: unknown) => setError(asErrorRecord(thrown)))
            .finally(() => setBusy(false));
        }}
      >
        {t.undo}
      </Button>
    </div>
  );
}

function StarterSet({ taken, query }: { taken: Set<string>; query: string }) {
  const client = useClient();
  const starters = useLive((one) => one.listStarterTools(), []);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const [adding, setAdding] = useState<string | null>(null);
  const add = (name: string) => {
    setAdding(name);
    setError(null);
    client
      .addStarterTool({ name })
      .catch((thrown: unknown) => setError(asErrorRecord(thrown)))
      .finally(() => setAdding(null));
  };
  const shown = (starters.value ?? []).filter((one) =>
    `${one.name} ${one.description} ${one.tags.join(" ")}`.toLowerCase().includes(query),
  );
  if (starters.error) return <ErrorNotice error={starters.error} />;
  if (shown.length === 0) return null;
  return (
    <>
      <h2>{t.starter}</h2>
      <p className="lead">{t.starterText}</p>
      {error && <ErrorNotice error={error} />}
      <ul className="tool-list" aria-label={t.starter}>
        {shown.map((one) => (
          <li key={one.name} className="tool-row">
            <ToolMark kind={one.source_type} />
            <span className="grow">
              <span className="tool-name">{one.name}</span>
              <span className="tool-words">{one.description}</span>
            </span>
            {taken.has(one.name) ? (
              <span className="quiet">{t.added}</span>
            ) : (
              <Button
                size="compact-sm"
                variant="default"
                loading={adding === one.name}
                onClick={() => add(one.name)}
                aria-label={`${t.add} ${one.name}`}
              >
                {t.add}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function ToolsHome() {
  const tools = useLive((client) => client.listTools(), []);
  const [query, setQuery] = useState("");
  const [tag, setTag] = useState<string>("");
  usePageTitle(t.title);
  const deleted = useDeletedTool((state) => state.last);
  const all = tools.value ?? [];
  const wanted = query.trim().toLowerCase();
  const shown = all.filter((tool) => matches(tool, wanted) && (tag === "" || tool.tags.includes(tag)));
  const mine = shown.filter((tool) => kindOf(tool) !== "built-in");
  const builtIn = shown.filter((tool) => kindOf(tool) === "built-in");
  const hasOwn = all.some((tool) => kindOf(tool) !== "built-in");
  const tags = [...new Set(all.flatMap((tool) => tool.tags))].sort((a, b) => a.localeCompare(b));
  return (
    <>
      <Bar onlyNarrow>{t.title}</Bar>
      <div className="page">
        <div className="page-inner">
          <div className="row">
            <h1 className="grow">{t.title}</h1>
            <Button component={Link} href="/tools/new" leftSection={<IconPlus size={16} />}>
              {t.newTool}
            </Button>
          </div>
          <p className="lead">{t.lead}</p>
          {deleted && <DeletedNotice last={deleted} />}
          {tools.error && <ErrorNotice error={tools.error} />}
          <TextInput
            type="search"
            value={query}
            aria-label={t.search}
            placeholder={t.search}
            leftSection={<IconSearch size={15} />}
            onChange={(event) => setQuery(event.currentTarget.value)}
          />
          {tags.length > 0 && (
            <Chip.Group value={tag} onChange={(next) => setTag(typeof next === "string" ? next : "")}>
              <div className="row" style={{ gap: 6, marginTop: 10 }}>
                <Chip size="xs" value="">
                  {t.all}
                </Chip>
                {tags.map((one) => (
                  <Chip size="xs" key={one} value={one}>
                    {one}
                  </Chip>
                ))}
              </div>
            </Chip.Group>
          )}
          {(wanted === "" || mine.length > 0) && <h2>{t.mine}</h2>}
          {!hasOwn && tools.value && wanted === "" && tag === "" && <p className="quiet">{t.mineEmpty}</p>}
          {mine.length > 0 && (
            <ul className="tool-list" aria-label={t.mine}>
              {mine.map((tool) => (
                <ToolRow key={tool.id} tool={tool} />
              ))}
            </ul>
          )}
          {tag === "" && <StarterSet taken={new Set(all.map(({ name }) => name))} query={wanted} />}
          {wanted === "" && tag === "" && <McpServers />}
          {builtIn.length > 0 && (
            <>
              <h2>{t.builtIn}</h2>
              <p className="lead">{t.builtInText}</p>
              <ul className="tool-list" aria-label={t.builtIn}>
                {builtIn.map((tool) => (
                  <ToolRow key={tool.id} tool={tool} />
                ))}
              </ul>
            </>
          )}
          {tools.value && shown.length === 0 && <p className="quiet">{t.none}</p>}
        </div>
      </div>
    </>
  );
}

export default function ToolsPage() {
  return (
    <Switch>
      <Route path="/tools/new">
        <NewToolPage />
      </Route>
      <Route path="/tools/:id">{({ id }) => <ToolPage key={id} toolId={id} />}</Route>
      <Route>
        <ToolsHome />
      </Route>
    </Switch>
  );
}
