import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useCallback, useEffect, useState } from "react";
import type { ErrorRecord } from "../../schemas/index.ts";
import { useCredentials } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { t } from "../texts.ts";

type LockState = Awaited<ReturnType<ReturnType<typeof useCredentials>["state"]>>;

/** The passphrase over keys that are kept on this device. */
export function KeyLock() {
  const credentials = useCredentials();
  const [state, setState] = useState<LockState | null>(null);
  const [passphrase, setPassphrase] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const read = useCallback(() => {
    credentials.state().then(setState, (thrown: unknown) => setError(asErrorRecord(thrown)));
  }, [credentials]);
  useEffect(() => {
    read();
    return credentials.subscribe(read);
  }, [credentials, read]);
  const act = (work: (passphrase: string) => Promise<void>) => {
    setBusy(true);
    setError(null);
    work(passphrase)
      .then(
        () => setPassphrase(""),
        (thrown: unknown) => setError(asErrorRecord(thrown)),
      )
      .finally(() => {
        setBusy(false);
        read();
      });
  };
  const main = (event: FormEvent) => {
    event.preventDefault();
    act(state === "locked" ? credentials.unlock : credentials.setPassphrase);
  };
  if (state === null) return null;
  return (
    <>
      <h2>{t.models.lockTitle}</h2>
      <p className="lead">{t.models.lockText}</p>
      <form className="card" onSubmit={main}>
        {state !== "no-passphrase" && (
          <p style={{ marginTop: 0 }} role="status">
            {state === "locked" ? t.models.locked : t.models.unlocked}
          </p>
        )}
        <div className="row" style={{ alignItems: "flex-end" }}>
          <PasswordInput
            label={t.models.passphrase}
            value={passphrase}
            autoComplete="off"
            style={{ width: 260 }}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={busy} disabled={passphrase === ""}>
            {state === "locked"
              ? t.models.unlock
              : state === "unlocked"
                ? t.models.changePassphrase
                : t.models.setPassphrase}
          </Button>
          {state === "unlocked" && (
            <Button variant="default" onClick={() => credentials.lock()}>
              {t.models.lock}
            </Button>
          )}
          {state !== "no-passphrase" && (
            <Button
              variant="subtle"
              color="gray"
              disabled={passphrase === ""}
              onClick={() => act(credentials.removePassphrase)}
            >
              {t.models.removePassphrase}
            </Button>
          )}
        </div>
        {error && (
          <div style={{ marginTop: 10 }}>
            <ErrorNotice error={error} />
          </div>
        )}
      </form>
    </>
  );
}
