/** A backup is looked into, then put back the way the person chooses. */
import { Button, PasswordInput, Radio, Table } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import type {
  BackupParams,
  RestoreChanges,
  RestoreMode,
  RestoreReport,
  TableChange,
} from "../../client/index.ts";
import { ErrorNotice } from "../components/error-notice.tsx";
import { when } from "../format.ts";
import { backupTexts } from "../texts/backup.ts";
import { number } from "../texts/numbers.ts";
import { useLongWork } from "./long-work.ts";
import { WorkProgress } from "./work-progress.tsx";

/** Where a backup lies: a file that was chosen, or a snapshot. */
export interface BackupSource {
  name: string;
  read(params: BackupParams): Promise<RestoreReport>;
  restore(params: BackupParams & { mode: RestoreMode; without_snapshot?: boolean }): Promise<RestoreReport>;
}

const LISTED = [
  "agents",
  "blocks",
  "messages",
  "passages",
  "sources",
  "documents",
  "tools",
  "models",
  "mcp_servers",
] as const;

type Counts = Pick<TableChange, "added" | "changed" | "kept" | "removed">;
const COUNTS = ["added", "changed", "kept", "removed"] as const;

function rowsOf({ tables }: RestoreChanges): { name: string; counts: Counts }[] {
  const t = backupTexts.tables;
  const sum = (some: TableChange[]): Counts =>
    Object.fromEntries(
      COUNTS.map((count) => [count, some.reduce((all, one) => all + one[count], 0)]),
    ) as unknown as Counts;
  const rows = LISTED.map((table) => ({
    name: t[table],
    counts: sum(tables.filter((one) => one.table === table)),
  }));
  const others = tables.filter(({ table }) => !LISTED.some((one) => one === table));
  return [...rows, { name: t.other, counts: sum(others) }].filter(({ counts }) =>
    COUNTS.some((count) => counts[count] > 0),
  );
}

function Changes({ changes }: { changes: RestoreChanges }) {
  const t = backupTexts.restore;
  return (
    <>
      <Table.ScrollContainer minWidth={360}>
        <Table verticalSpacing={4} className="numbers">
          <Table.Thead>
            <Table.Tr>
              <Table.Td />
              {COUNTS.map((count) => (
                <Table.Th key={count} ta="right">
                  {t.columns[count]}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rowsOf(changes).map(({ name, counts }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={400}>
                  {name}
                </Table.Th>
                {COUNTS.map((count) => (
                  <Table.Td key={count} ta="right">
                    {counts[count] === 0 ? "" : number(counts[count])}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {(changes.renamed.length > 0 || changes.notes.length > 0) && (
        <ul className="quiet restore-notes">
          {changes.renamed.map(({ kind, from, to }) => (
            <li key={`${kind} ${from}`}>{t.renamed(from, to)}</li>
          ))}
          {changes.notes.map((note) => (
            <li key={note}>{t.notes[note]}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function Problems({ problems }: { problems: RestoreReport["problems"] }) {
  if (problems.length === 0) return null;
  return (
    <div className="notice" data-kind="error" role="alert">
      <div className="grow">
        <div className="notice-title">{backupTexts.restore.problems(problems.length)}</div>
        <ul className="restore-notes">
          {problems.slice(0, 10).map(({ table, key, problem }) => (
            <li key={`${table} ${key}`}>
              {table} {key}: {problem}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** Reads a backup, shows what either way would change, and restores. `onClose` leaves all as it is. */
export function RestoreSteps({
  source,
  onClose,
  onlyReplace = false,
}: {
  source: BackupSource;
  onClose: () => void;
  /** Where there is nothing here to merge with. */
  onlyReplace?: boolean;
}) {
  const t = backupTexts.restore;
  const work = useLongWork();
  const [passphrase, setPassphrase] = useState("");
  const [report, setReport] = useState<RestoreReport | null>(null);
  const [mode, setMode] = useState<RestoreMode>(onlyReplace ? "replace" : "merge");
  const [done, setDone] = useState(false);
  const given = { passphrase: passphrase || null };
  const read = () => {
    void work.run((handle) => source.read({ ...given, ...handle })).then(setReport);
  };
  const restore = (without_snapshot: boolean) => {
    void work
      .run((handle) => source.restore({ ...given, ...handle, mode, without_snapshot }))
      .then((restored) => {
        if (!restored) return;
        setDone(true);
        // Everything that is shown and held in memory is of what was here before.
        location.hash = "#/";
        location.reload();
      });
  };
  const code = work.error?.code;
  const isLocked = code === "backup_locked" || code === "wrong_passphrase";
  const open = (event: FormEvent) => {
    event.preventDefault();
    read();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for the backup it was made for
  useEffect(read, []);
  const changes = report?.[mode];
  return (
    <div className="card" style={{ marginTop: 12 }}>
      <div className="row">
        <strong style={{ flex: "1 1 160px", overflowWrap: "anywhere" }}>{source.name}</strong>
        {!work.busy && !done && (
          <Button size="compact-sm" variant="default" onClick={onClose}>
            {backupTexts.cancel}
          </Button>
        )}
      </div>
      {isLocked && (
        <form className="row" onSubmit={open} style={{ alignItems: "flex-end", marginTop: 10 }}>
          <PasswordInput
            label={backupTexts.passphrase}
            description={code === "backup_locked" ? t.locked : null}
            error={code === "wrong_passphrase" ? work.error?.message : null}
            autoComplete="off"
            autoFocus
            value={passphrase}
            style={{ flex: "1 1 200px" }}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
          />
          <Button type="submit" disabled={passphrase === ""}>
            {t.open}
          </Button>
        </form>
      )}
      {work.error && !isLocked && (
        <div style={{ marginTop: 12 }}>
          <ErrorNotice error={work.error}>
            {code === "snapshot_failed" && (
              <Button size="compact-sm" color="red" onClick={() => restore(true)}>
                {t.withoutSnapshot}
              </Button>
            )}
          </ErrorNotice>
        </div>
      )}
      {report && (
        <>
          <p className="quiet">{t.madeAt(when(report.created_at), report.app_version)}</p>
          {!onlyReplace && (
            <Radio.Group
              label={t.mode}
              value={mode}
              onChange={(value) => setMode(value === "replace" ? "replace" : "merge")}
            >
              <Radio value="merge" label={t.merge} description={t.mergeHint} mt={6} disabled={work.busy} />
              <Radio
                value="replace"
                label={t.replace}
                description={t.replaceHint}
                mt={8}
                disabled={work.busy}
              />
            </Radio.Group>
          )}
          {changes && <Changes changes={changes} />}
          <Problems problems={report.problems} />
          {!done && (
            <Button
              mt={8}
              loading={work.busy}
              {...(mode === "replace" ? { color: "red" } : {})}
              onClick={() => restore(false)}
            >
              {mode === "replace" ? t.goReplace : t.goMerge}
            </Button>
          )}
        </>
      )}
      <p role="status" style={{ margin: 0 }}>
        {done && t.done}
      </p>
      <WorkProgress work={work} />
    </div>
  );
}
