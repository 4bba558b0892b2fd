import { Button, CopyButton } from "@mantine/core";
import { Suspense, useState } from "react";
import { forgetLostDatabase } from "../../client/index.ts";
import type { ErrorRecord } from "../../schemas/index.ts";
import { loadable } from "../loadable.tsx";
import { t } from "../texts.ts";

const RecoveryBackups = loadable(() => import("./recovery-backups.tsx"));

const TITLED = [
  "database_missing",
  "database_unreadable",
  "database_newer",
  "database_blocked",
  "database_full",
] as const;

/** Where the database cannot be used: what happened, and what the person can do. Nothing is decided for them. */
export function RecoveryScreen({ error, onRetry }: { error: ErrorRecord; onRetry: () => void }) {
  const [busy, setBusy] = useState(false);
  const missing = error.code === "database_missing";
  return (
    <main className="full-screen">
      <div style={{ maxWidth: 520 }}>
        <img src="./icon.svg" alt="" width={44} height={44} />
        <h1>{t.recovery[TITLED.find((code) => code === error.code) ?? "other"]}</h1>
        <p>{missing ? t.recovery.missingText : error.message}</p>
        {error.hint && !missing && <p>{error.hint}</p>}
        <div className="row">
          <Button
            loading={busy}
            onClick={() => {
              setBusy(true);
              onRetry();
            }}
          >
            {t.recovery.again}
          </Button>
          {error.code === "database_newer" && (
            <Button variant="default" onClick={() => location.reload()}>
              {t.recovery.reload}
            </Button>
          )}
          <CopyButton value={JSON.stringify(error, null, 2)}>
            {({ copied, copy }) => (
              <Button variant="subtle" color="gray" onClick={copy}>
                {copied ? t.copied : t.details}
              </Button>
            )}
          </CopyButton>
        </div>
        {missing && (
          <Suspense fallback={null}>
            <RecoveryBackups />
          </Suspense>
        )}
        {missing && (
          <div className="card" style={{ marginTop: 28 }}>
            <p style={{ marginTop: 0 }}>{t.recovery.freshText}</p>
            <Button
              variant="default"
              onClick={() => {
                forgetLostDatabase();
                onRetry();
              }}
            >
              {t.recovery.fresh}
            </Button>
          </div>
        )}
      </div>
    </main>
  );
}
