import { Button, CopyButton } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ErrorRecord } from "../../schemas/index.ts";
import { isModelProblem } from "../error-record.ts";
import { t } from "../texts.ts";

export interface ErrorNoticeProps {
  error: ErrorRecord;
  onRetry?: (() => void) | undefined;
  busy?: boolean;
  children?: ReactNode;
}

/** An error where it happened: what, what to do, and a way on. */
export function ErrorNotice({ error, onRetry, busy = false, children }: ErrorNoticeProps) {
  return (
    <div className="notice" data-kind="error" role="alert">
      <IconAlertTriangle
        size={18}
        aria-hidden
        style={{ color: "var(--ink-danger)", flex: "none", marginTop: 2 }}
      />
      <div className="grow">
        <div className="notice-title">{error.message || t.unexpected}</div>
        {error.hint && <div>{error.hint}</div>}
        <div className="row" style={{ marginTop: 8, gap: 6 }}>
          {onRetry && (
            <Button size="compact-sm" onClick={onRetry} loading={busy}>
              {t.retry}
            </Button>
          )}
          {isModelProblem(error) && (
            <Button size="compact-sm" variant="default" component="a" href="#/models">
              {t.openModels}
            </Button>
          )}
          {children}
          <CopyButton value={JSON.stringify(error, null, 2)}>
            {({ copied, copy }) => (
              <Button size="compact-sm" variant="subtle" color="gray" onClick={copy}>
                {copied ? t.copied : t.details}
              </Button>
            )}
          </CopyButton>
        </div>
      </div>
    </div>
  );
}
