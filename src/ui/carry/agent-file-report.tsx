/** What an agent file holds, and what of it will be different here. */
import type { AgentFileReport, CarryNote } from "../../client/index.ts";
import { carryTexts as t } from "../texts/carry.ts";

/** One sentence for the person. */
const sentenceOf = (note: CarryNote) => (t.notes[note.code] as (note: CarryNote) => string)(note);

export function Notes({ notes }: { notes: CarryNote[] }) {
  if (notes.length === 0) return <p className="quiet">{t.noDifferences}</p>;
  return (
    <>
      <h3>{t.differences}</h3>
      <ul className="import-notes">
        {notes.map((note) => (
          <li key={JSON.stringify(note)}>{sentenceOf(note)}</li>
        ))}
      </ul>
    </>
  );
}

export function ReportView({ report }: { report: AgentFileReport }) {
  return (
    <>
      <h3>{t.agents}</h3>
      <ul className="import-list" aria-label={t.agents}>
        {report.agents.map((agent) => (
          <li key={agent.imported_as}>
            <strong>{agent.imported_as}</strong>
            <span className="quiet numbers">
              {[
                t.thinksWith(agent.model),
                t.blocks(agent.blocks),
                t.messages(agent.messages, agent.in_context),
                t.passages(agent.passages),
              ].join(" · ")}
            </span>
          </li>
        ))}
      </ul>
      {report.tools.length > 0 && (
        <>
          <h3>{t.tools}</h3>
          <ul className="import-list" aria-label={t.tools}>
            {report.tools.map((tool, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two tools of a file may have one name, and the list stays
              <li key={index}>
                <span className="mono">{tool.name}</span>
                <span className="quiet">{t.becomes[tool.becomes]}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {report.sources.length > 0 && (
        <>
          <h3>{t.sources}</h3>
          <ul className="import-list" aria-label={t.sources}>
            {report.sources.map((source) => (
              <li key={source.imported_as}>
                <strong>{source.imported_as}</strong>
                <span className="quiet numbers">{t.documents(source.documents)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <Notes notes={report.notes} />
    </>
  );
}
