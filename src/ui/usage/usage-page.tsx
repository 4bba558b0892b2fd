import { SegmentedControl, Select } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import type { UsageSum } from "../../schemas/index.ts";
import { ErrorNotice } from "../components/error-notice.tsx";
import { Bar } from "../shell.tsx";
import { locale } from "../texts/language.ts";
import { number } from "../texts/numbers.ts";
import { viewerTexts as t } from "../texts/viewer.ts";
import { useLive } from "../use-live.ts";
import { BarPlot } from "./bar-plot.tsx";
import { LatestSteps } from "./latest-steps.tsx";
import { Prices } from "./prices.tsx";
import { dayBefore, type Grouping, groupUsage, type Measure } from "./usage-groups.ts";
import "./usage.css";

const RANGES = { week: 7, month: 30, quarter: 90, all: null };
type Range = keyof typeof RANGES;

/** Local date of a moment, as sums have it. */
const dayOf = (date: Date) => date.toLocaleDateString("sv-SE");

function columnLabel(key: string): string {
  const isMonth = key.length === 7;
  // Noon: no zone shifts it to another day.
  return new Date(`${key}${isMonth ? "-01" : ""}T12:00:00`).toLocaleDateString(
    locale(),
    isMonth ? { month: "short", year: "numeric" } : { day: "numeric", month: "short" },
  );
}

function Choice<Value extends string>({
  label,
  value,
  names,
  onChange,
}: {
  label: string;
  value: Value;
  names: Partial<Record<Value, string>>;
  onChange: (value: Value) => void;
}) {
  return (
    <div>
      <div className="usage-choice">{label}</div>
      <SegmentedControl
        size="xs"
        aria-label={label}
        value={value}
        onChange={(next) => onChange(next as Value)}
        data={Object.entries(names).map(([key, name]) => ({ value: key, label: name as string }))}
      />
    </div>
  );
}

function Totals({ sums }: { sums: UsageSum[] }) {
  const total = (pick: (sum: UsageSum) => number) => sums.reduce((all, sum) => all + pick(sum), 0);
  const unpriced = total((sum) => sum.unpriced_steps);
  const estimated = total((sum) => sum.estimated_steps);
  const steps = total((sum) => sum.steps);
  return (
    <>
      <dl className="usage-totals">
        {[
          [t.steps, number(steps)],
          [t.prompt, number(total((sum) => sum.prompt_tokens))],
          [t.completion, number(total((sum) => sum.completion_tokens))],
          [t.total, number(total((sum) => sum.total_tokens))],
          [t.cost, unpriced === steps && steps > 0 ? t.unknown : t.dollars(total((sum) => sum.cost))],
        ].map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {unpriced > 0 && <p className="quiet">{t.unpriced(unpriced)}</p>}
      {estimated > 0 && <p className="quiet">{t.estimated(estimated)}</p>}
    </>
  );
}

/** What agents used over time, what it cost, and what models cost. */
export default function UsagePage({ agentId }: { agentId: string | null }) {
  const [, navigate] = useLocation();
  const agents = useLive((client) => client.listAgents(), []).value ?? [];
  const [range, setRange] = useState<Range>("month");
  const [measure, setMeasure] = useState<Measure>("tokens");
  const [chosen, setBy] = useState<Grouping>("model");
  // What was read and written is priced together.
  const by = measure === "cost" && chosen === "kind" ? "model" : chosen;
  const days = RANGES[range];
  const to = dayOf(new Date());
  const since = days === null ? null : dayBefore(to, days - 1);
  const { value: sums, error } = useLive(
    (client) =>
      client.sumUsage({
        agent_id: agentId,
        after: since === null ? null : new Date(`${since}T00:00:00`).toISOString(),
      }),
    [agentId, since],
  );
  const nameOf = (id: string) => agents.find((agent) => agent.id === id)?.name ?? t.goneAgent;
  const from = since ?? sums?.[0]?.day ?? to;
  const grouped = sums ? groupUsage(sums, { measure, by, from, to }) : null;
  const seriesName = (key: string) =>
    key === "others"
      ? t.others
      : by === "agent"
        ? nameOf(key)
        : by === "kind"
          ? t.kinds[key as keyof typeof t.kinds]
          : key;
  const label = grouped?.by_month ? t.plotByMonth : t.plot;
  const { kind: _kind, ...groupsOfCost } = t.groups;
  return (
    <>
      <Bar onlyNarrow>{t.title}</Bar>
      <div className="page">
        <div className="page-inner">
          <h1>{t.title}</h1>
          <p className="lead">{t.lead}</p>
          <div className="usage-choices">
            <Select
              label={t.agent}
              size="xs"
              searchable
              allowDeselect={false}
              value={agentId ?? ""}
              data={[
                { value: "", label: t.allAgents },
                ...agents.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              onChange={(id) => navigate(id ? `/usage/${id}` : "/usage")}
            />
            <Choice label={t.time} value={range} names={t.ranges} onChange={setRange} />
            <Choice label={t.show} value={measure} names={t.measures} onChange={setMeasure} />
            <Choice
              label={t.by}
              value={by}
              names={measure === "cost" ? groupsOfCost : t.groups}
              onChange={setBy}
            />
          </div>
          {error && <ErrorNotice error={error} />}
          {sums && sums.length === 0 && <p className="quiet">{t.empty}</p>}
          {sums && sums.length > 0 && grouped && (
            <>
              <Totals sums={sums} />
              <BarPlot
                label={label(t.measures[measure], columnLabel(from), columnLabel(to))}
                columnHead={t.day}
                columns={grouped.columns.map(({ key, values }) => ({ key, values, label: columnLabel(key) }))}
                series={grouped.groups.map(({ key }) => seriesName(key))}
                format={measure === "cost" ? t.dollars : number}
                height={240}
              />
            </>
          )}
          <LatestSteps key={agentId} agentId={agentId} nameOf={nameOf} />
          <Prices />
        </div>
      </div>
    </>
  );
}
