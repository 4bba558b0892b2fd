import { Button, Progress } from "@mantine/core";
import { backupTexts as t } from "../texts/backup.ts";
import type { LongWork } from "./long-work.ts";

/** How far work is, and the way out of it. */
export function WorkProgress({ work }: { work: LongWork }) {
  if (!work.busy) return null;
  const { phase, done, total } = work.progress ?? { phase: "reading" as const, done: 0, total: 0 };
  return (
    <div className="row work-progress">
      <span className="quiet">{t.phases[phase]}</span>
      <Progress
        value={total > 0 ? (100 * done) / total : 100}
        animated={total === 0}
        size="sm"
        style={{ flex: "1 1 120px" }}
        aria-label={t.phases[phase]}
      />
      <Button size="compact-sm" variant="default" onClick={work.cancel}>
        {t.cancel}
      </Button>
    </div>
  );
}
