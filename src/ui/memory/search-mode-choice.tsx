import { NativeSelect } from "@mantine/core";
import { useEffect, useState } from "react";
import { SEARCH_MODES, type SearchMode } from "../../schemas/index.ts";
import { useClient } from "../client-context.tsx";
import { searchTexts } from "../texts/search.ts";

/** What the agent's archival memory is searched by, on the screen and by the agent. Absent where a server decides. */
export function SearchModeChoice({ agentId, onChange }: { agentId: string; onChange: () => void }) {
  const client = useClient();
  const [mode, setMode] = useState<SearchMode | null>(null);
  useEffect(() => {
    let here = true;
    client.getSearchMode({ agent_id: agentId }).then(
      (chosen) => here && setMode(chosen),
      () => here && setMode(null),
    );
    return () => {
      here = false;
    };
  }, [client, agentId]);
  if (mode === null) return null;
  return (
    <NativeSelect
      size="xs"
      aria-label={searchTexts.by}
      value={mode}
      data={SEARCH_MODES.map((value) => ({ value, label: searchTexts.modes[value] }))}
      onChange={(event) => {
        const chosen = SEARCH_MODES.find((value) => value === event.currentTarget.value);
        if (!chosen) return;
        setMode(chosen);
        client.setSearchMode({ agent_id: agentId, mode: chosen }).then(onChange, () => setMode(mode));
      }}
    />
  );
}
