import { Button, CopyButton, Modal } from "@mantine/core";
import { useEffect, useState } from "react";
import type { ContextParts, ErrorRecord, NextRequest } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { saveFile } from "../components/save-file.ts";
import { asErrorRecord } from "../error-record.ts";
import { viewerTexts as t } from "../texts/viewer.ts";
import { t as common } from "../texts.ts";

export interface RawRequestProps {
  agentId: string;
  /** Another one when the context changed: the request is then asked for again. */
  context: ContextParts;
  onClose: () => void;
}

/** The request that the next step would send, as JSON. */
export default function RawRequest({ agentId, context, onClose }: RawRequestProps) {
  const client = useClient();
  const [request, setRequest] = useState<NextRequest | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: made anew when the context is another
  useEffect(() => {
    let current = true;
    client.getNextRequest({ agent_id: agentId }).then(
      (next) => {
        if (current) setRequest(next);
      },
      (thrown: unknown) => {
        if (current) setError(asErrorRecord(thrown));
      },
    );
    return () => {
      current = false;
    };
  }, [client, agentId, context]);
  const json = request ? JSON.stringify(request.body, null, 2) : "";
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t.rawTitle}
      closeButtonProps={{ "aria-label": common.close }}
    >
      <p className="quiet raw-help">{request?.url === null ? t.rawHere : t.rawHelp}</p>
      {error && <ErrorNotice error={error} />}
      {request && (
        <>
          {request.url !== null && <p className="mono raw-url">{t.rawTo(request.url)}</p>}
          <div className="row">
            <CopyButton value={json}>
              {({ copied, copy }) => (
                <Button size="compact-sm" variant="default" onClick={copy}>
                  {copied ? common.copied : common.copy}
                </Button>
              )}
            </CopyButton>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => saveFile(new File([json], "request.json", { type: "application/json" }))}
            >
              {t.save}
            </Button>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by keyboard */}
          <pre className="raw-request" tabIndex={0}>
            {json}
          </pre>
        </>
      )}
    </Modal>
  );
}
