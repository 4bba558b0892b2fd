import { Button, NativeSelect, TextInput } from "@mantine/core";
import { memoryOriginSchema, type Source } from "../../../schemas/index.ts";
import { explorerTexts } from "../../texts/explorers.ts";
import { type MemoryFilter, NO_FILTER } from "./memory-filter.ts";

/** What archival memory is narrowed to. */
export function FilterFields({
  filter,
  sources,
  onChange,
}: {
  filter: MemoryFilter;
  sources: Source[];
  onChange: (filter: MemoryFilter) => void;
}) {
  const t = explorerTexts.archival;
  const kinds = memoryOriginSchema.shape.kind.options;
  const isFiltered = JSON.stringify(filter) !== JSON.stringify(NO_FILTER);
  return (
    <div className="explorer-fields">
      {(["from", "to"] as const).map((end) => (
        <TextInput
          key={end}
          type="date"
          size="xs"
          label={explorerTexts[end]}
          value={filter[end]}
          onChange={(event) => onChange({ ...filter, [end]: event.currentTarget.value })}
        />
      ))}
      <NativeSelect
        size="xs"
        label={t.origin}
        value={filter.origin}
        data={[
          { value: "", label: t.anywhere },
          ...kinds.map((kind) => ({ value: kind, label: t.origins[kind] })),
        ]}
        onChange={(event) => {
          const origin = kinds.find((kind) => kind === event.currentTarget.value) ?? "";
          onChange({ ...filter, origin });
        }}
      />
      {sources.length > 0 && (
        <NativeSelect
          size="xs"
          label={t.owner}
          value={filter.owner}
          data={[
            { value: "own", label: t.own },
            { value: "all", label: t.everything },
            ...sources.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(event) => onChange({ ...filter, owner: event.currentTarget.value })}
        />
      )}
      {isFiltered && (
        <Button size="xs" variant="subtle" onClick={() => onChange(NO_FILTER)}>
          {explorerTexts.clearFilters}
        </Button>
      )}
    </div>
  );
}
