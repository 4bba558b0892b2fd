/** How much was said when: a bar a day, or a month where it is long; each is a way to that day. */
import { Button } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { useClient } from "../../client-context.tsx";
import { explorerTexts } from "../../texts/explorers.ts";
import { locale } from "../../texts/language.ts";
import { useLive } from "../../use-live.ts";
import { dayOf, startOfDay } from "./local-days.ts";
import { dayBorders, monthBorders } from "./time-borders.ts";

/** Days that are shown one by one; a longer time is shown by months first. */
const MOST_DAYS = 62;
const DAY_MS = 86_400_000;

export function TimeScale({ agentId, onJump }: { agentId: string; onJump: (day: string) => void }) {
  const client = useClient();
  const t = explorerTexts.recall;
  const span = useLive((one) => one.getRecallSpan(agentId), [agentId]).value;
  const [month, setMonth] = useState<{ from: string; to: string } | null>(null);
  const [counts, setCounts] = useState<{ borders: string[]; counts: number[] } | null>(null);
  const first = span ? dayOf(span.first) : null;
  const last = span ? dayOf(span.last) : null;
  const isLong = span ? Date.parse(span.last) - Date.parse(span.first) > MOST_DAYS * DAY_MS : false;
  const byMonth = isLong && month === null;
  const borders = useMemo(() => {
    if (!first || !last) return [];
    if (month) return dayBorders(month.from, month.to);
    return byMonth ? monthBorders(first, last) : dayBorders(first, last);
  }, [first, last, month, byMonth]);
  const end = span?.last;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a newer last message is one more to count
  useEffect(() => {
    let current = true;
    if (borders.length > 1)
      client.countRecall({ agent_id: agentId, borders }).then(
        (made) => current && setCounts({ borders, counts: made }),
        // The list tells what is wrong.
        () => {},
      );
    return () => {
      current = false;
    };
  }, [client, agentId, borders, end]);
  if (!counts || counts.counts.length === 0) return null;
  const most = Math.max(1, ...counts.counts);
  const name = (time: string) =>
    new Date(time).toLocaleDateString(
      locale(),
      byMonth ? { month: "long", year: "numeric" } : { day: "numeric", month: "long", year: "numeric" },
    );
  return (
    <div className="time-scale">
      {month && (
        <Button size="compact-xs" variant="default" onClick={() => setMonth(null)}>
          {t.months}
        </Button>
      )}
      <ul aria-label={t.scale}>
        {counts.counts.map((count, index) => {
          const from = counts.borders[index] as string;
          const to = counts.borders[index + 1] as string;
          const label = t.count(name(from), count);
          return (
            <li key={from}>
              <button
                type="button"
                aria-label={label}
                title={label}
                disabled={count === 0}
                onClick={() => {
                  if (byMonth) setMonth({ from: dayOf(from), to: dayOf(new Date(Date.parse(to) - 1)) });
                  onJump(dayOf(from));
                }}
              >
                <i style={{ height: count === 0 ? 1 : `${8 + (92 * count) / most}%` }} />
              </button>
            </li>
          );
        })}
      </ul>
      <div className="time-scale-ends quiet">
        <span>{name(counts.borders[0] as string)}</span>
        <span>
          {name(startOfDay(dayOf(new Date(Date.parse(counts.borders.at(-1) as string) - 1))) as string)}
        </span>
      </div>
    </div>
  );
}
