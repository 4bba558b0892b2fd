import { Button, CloseButton } from "@mantine/core";
import { useEffect, useState } from "react";
import { asErrorRecord } from "../error-record.ts";
import { t } from "../texts.ts";
import { closeNotice, type Notice, useNotices } from "./notices.ts";
import "./notices.css";

/** How long a notice stands that nobody points at or has focused, in milliseconds. */
const STANDS_MS = 12_000;

function Shown({ notice, held }: { notice: Notice; held: boolean }) {
  const { id, text, action, stays } = notice;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (stays || held || busy || problem !== null) return;
    const timer = setTimeout(() => closeNotice(id), STANDS_MS);
    return () => clearTimeout(timer);
  }, [id, stays, held, busy, problem]);
  const act = () => {
    setBusy(true);
    setProblem(null);
    action
      ?.run()
      .then(
        () => closeNotice(id),
        (thrown: unknown) => setProblem(asErrorRecord(thrown).message),
      )
      .finally(() => setBusy(false));
  };
  return (
    <div className="floating-notice">
      <div className="grow">
        <div>{text}</div>
        {problem !== null && <div className="floating-notice-problem">{problem}</div>}
      </div>
      {action && (
        <Button size="compact-sm" variant="light" loading={busy} onClick={act}>
          {action.label}
        </Button>
      )}
      <CloseButton size="md" aria-label={t.close} onClick={() => closeNotice(id)} />
    </div>
  );
}

/** Where notices are shown; read out once, without taking the focus. */
export default function NoticeHost() {
  const notices = useNotices((state) => state.notices);
  const [held, setHeld] = useState(false);
  return (
    <section
      className="floating-notices"
      role="status"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {notices.map((notice) => (
        <Shown key={notice.id} notice={notice} held={held} />
      ))}
    </section>
  );
}
