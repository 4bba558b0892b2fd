/** What is being loaded: how far it is, what failed, and ways to hold it. */
import { Button, Progress } from "@mantine/core";
import { useState } from "react";
import type { ErrorRecord, Job } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { bytes } from "../format.ts";
import { sourceTexts as t } from "../texts/sources.ts";
import { useLive } from "../use-live.ts";
import { loadProgressOf, shownProgress } from "./load-progress.ts";

function JobRow({ job, onError }: { job: Job; onError: (thrown: unknown) => void }) {
  const client = useClient();
  const progress = loadProgressOf(job);
  const { share, can_resume: canResume, active } = shownProgress(job);
  const failures = progress.files_failed;
  const act = (work: Promise<unknown>) => void work.catch(onError);
  const status = progress.cancelled ? t.cancelled : (t.jobStatus[job.status] ?? job.status);
  return (
    <div className="job">
      <div className="job-head">
        <strong className="grow" style={{ overflowWrap: "anywhere" }}>
          {progress.name}
        </strong>
        <span className="quiet numbers">
          {[
            status,
            progress.bytes_total > 0
              ? t.bytesOf(bytes(progress.bytes_done), bytes(progress.bytes_total))
              : null,
            t.documents(progress.num_documents),
            t.passages(progress.num_passages),
            job.status === "running" && progress.seconds_left !== null
              ? t.jobLeft(progress.seconds_left)
              : null,
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
        {active && (
          <Button size="compact-sm" variant="default" onClick={() => act(client.pauseJob(job.id))}>
            {t.pause}
          </Button>
        )}
        {canResume && (
          <Button size="compact-sm" onClick={() => act(client.resumeJob(job.id))}>
            {t.resume}
          </Button>
        )}
        {active || job.status === "pending" ? (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            onClick={() => act(client.cancelJob(job.id))}
          >
            {t.cancel}
          </Button>
        ) : (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            onClick={() => act(client.deleteJob(job.id))}
          >
            {t.forget}
          </Button>
        )}
      </div>
      {job.status !== "completed" && share !== null && (
        <Progress
          mt={8}
          size="sm"
          value={100 * share}
          animated={job.status === "running"}
          color={job.status === "failed" ? "red" : undefined}
          aria-label={`${progress.name}: ${status}`}
        />
      )}
      {progress.error && !progress.cancelled && (
        <p style={{ margin: "6px 0 0", color: "var(--ink-danger)", fontSize: "0.88rem" }} role="status">
          {progress.error}
        </p>
      )}
      {failures.length > 0 && (
        <details className="job-failures" open={failures.length <= 3}>
          <summary style={{ cursor: "pointer" }}>{t.failedFiles(progress.num_files_failed)}</summary>
          <ul>
            {failures.map(({ file, error }) => (
              <li key={`${file} ${error.code}`}>
                <span className="mono">{file}</span>: {error.message}{" "}
                {error.hint && <span className="quiet">{error.hint}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

/** Jobs of one source, or of all with null. Nothing where there is none. */
export function Jobs({ sourceId }: { sourceId: string | null }) {
  const client = useClient();
  const [error, setError] = useState<ErrorRecord | null>(null);
  const jobs = useLive(
    async (one) =>
      (await one.listJobs()).filter(
        (job) => job.metadata_.type === "load" && (sourceId === null || job.metadata_.source_id === sourceId),
      ),
    [sourceId],
  ).value;
  if (!jobs || jobs.length === 0) return null;
  const fail = (thrown: unknown) => setError(asErrorRecord(thrown));
  const ended = jobs.filter((job) => job.status === "completed" || job.status === "failed");
  return (
    <section aria-label={t.jobs}>
      <div className="row" style={{ margin: "26px 0 8px" }}>
        <h2 className="grow" style={{ margin: 0 }}>
          {t.jobs}
        </h2>
        {sourceId === null && ended.length > 1 && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            onClick={() => void client.clearJobs().catch(fail)}
          >
            {t.clearJobs}
          </Button>
        )}
      </div>
      {error && <ErrorNotice error={error} />}
      <div className="card" style={{ padding: 0 }}>
        {jobs.slice(0, 50).map((job) => (
          <JobRow key={job.id} job={job} onError={fail} />
        ))}
      </div>
    </section>
  );
}
