/** Texts that agents are made with: personas, humans and system prompts. */
import "./library.css";
import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconCopy, IconFileImport, IconPlus, IconSearch, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { Link, Route, Switch, useLocation } from "wouter";
import type { Block, ErrorRecord } from "../../schemas/index.ts";
import { TemplateList } from "../agents/template-list.tsx";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { loadable } from "../loadable.tsx";
import { Bar } from "../shell.tsx";
import { libraryTexts as t } from "../texts/library.ts";
import { t as common } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { usePageTitle } from "../window/page-title.ts";
import { deleteText } from "./delete-text.ts";
import { isLibraryKind, LIBRARY_KINDS, type LibraryKind, nameOfCopy } from "./kinds.ts";

const LibraryTextPage = loadable(() => import("./library-text-page.tsx"));
const TemplatePage = loadable(() => import("./template-page.tsx"));

const nameOf = (block: Block) => block.name ?? "";

const matches = (block: Block, query: string) =>
  `${block.name} ${block.description} ${block.value}`.toLowerCase().includes(query);

interface KindProps {
  kind: LibraryKind;
  blocks: Block[];
  query: string;
  onError: (thrown: unknown) => void;
}

function Kind({ kind, blocks, query, onError }: KindProps) {
  const client = useClient();
  const [, navigate] = useLocation();
  const shown = blocks.filter((block) => matches(block, query));
  if (query !== "" && shown.length === 0) return null;
  const duplicate = (block: Block) => {
    const { label, value: text, description, limit } = block;
    nameOfCopy(nameOf(block), blocks.map(nameOf))
      .then((name) => client.saveLibraryBlock({ label, name, text, description, limit }))
      .then(({ id }) => navigate(`/library/${id}`), onError);
  };
  const remove = (block: Block) => {
    deleteText(client, block).catch(onError);
  };
  return (
    <>
      <div className="row" style={{ marginTop: 30 }}>
        <h2 className="grow" style={{ margin: 0 }}>
          {t.kinds[kind]}
        </h2>
        <Button
          component={Link}
          href={`/library/new/${kind}`}
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} />}
        >
          {t.new[kind]}
        </Button>
      </div>
      <p className="lead" style={{ marginBottom: 12 }}>
        {t.kindText[kind]}
      </p>
      {blocks.length === 0 && <p className="quiet">{t.empty}</p>}
      <ul className="library-list" aria-label={t.kinds[kind]}>
        {shown.map((block) => (
          <li key={block.id} className="card library-card">
            <Link href={`/library/${block.id}`} className="library-name">
              {nameOf(block)}
            </Link>
            <span className="library-words">{block.description ?? block.value}</span>
            <span className="row" style={{ gap: 4 }}>
              <Button
                component={Link}
                href={`/new/${block.id}`}
                size="compact-sm"
                variant="light"
                aria-label={t.makeAgentWith(nameOf(block))}
              >
                {t.makeAgent}
              </Button>
              <span className="grow" />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t.duplicate(nameOf(block))}
                onClick={() => duplicate(block)}
              >
                <IconCopy size={16} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t.delete(nameOf(block))}
                onClick={() => remove(block)}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function LibraryHome() {
  const library = useLive(
    async (client) =>
      Promise.all(
        LIBRARY_KINDS.map(async (kind) => ({
          kind,
          blocks: (await client.listBlocks({ label: kind })).sort((a, b) =>
            nameOf(a).localeCompare(nameOf(b)),
          ),
        })),
      ),
    [],
  );
  const [query, setQuery] = useState("");
  const [error, setError] = useState<ErrorRecord | null>(null);
  usePageTitle(t.title);
  const wanted = query.trim().toLowerCase();
  const kinds = library.value ?? [];
  return (
    <>
      <Bar onlyNarrow>{t.title}</Bar>
      <div className="page">
        <div className="page-inner">
          <div className="row">
            <h1 className="grow">{t.title}</h1>
            <Button
              component={Link}
              href="/import"
              variant="default"
              size="compact-md"
              leftSection={<IconFileImport size={16} />}
            >
              {common.welcome.import}
            </Button>
          </div>
          <p className="lead">{t.lead}</p>
          {error && <ErrorNotice error={error} />}
          {library.error && <ErrorNotice error={library.error} />}
          <TextInput
            type="search"
            value={query}
            aria-label={t.search}
            placeholder={t.search}
            leftSection={<IconSearch size={15} />}
            onChange={(event) => setQuery(event.currentTarget.value)}
          />
          {kinds.map(({ kind, blocks }) => (
            <Kind
              key={kind}
              kind={kind}
              blocks={blocks}
              query={wanted}
              onError={(thrown) => setError(asErrorRecord(thrown))}
            />
          ))}
          {wanted === "" && <TemplateList />}
          {wanted !== "" &&
            kinds.length > 0 &&
            !kinds.some(({ blocks }) => blocks.some((block) => matches(block, wanted))) && (
              <p className="quiet" style={{ marginTop: 20 }}>
                {t.none}
              </p>
            )}
        </div>
      </div>
    </>
  );
}

export default function LibraryPage() {
  return (
    <Switch>
      <Route path="/library/new/:kind">
        {({ kind }) => (
          <LibraryTextPage key={kind} blockId={null} kind={isLibraryKind(kind) ? kind : "persona"} />
        )}
      </Route>
      <Route path="/library/:id">
        {({ id }) =>
          id.startsWith("template-") ? (
            <TemplatePage key={id} templateId={id} />
          ) : (
            <LibraryTextPage key={id} blockId={id} kind="persona" />
          )
        }
      </Route>
      <Route>
        <LibraryHome />
      </Route>
    </Switch>
  );
}
