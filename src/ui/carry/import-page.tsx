/** Agents and characters come in: files are looked at first, and stored when the person says so. */
import "./carry.css";
import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import { useFileDrop } from "../components/file-drop.ts";
import { Bar } from "../shell.tsx";
import { carryTexts as t } from "../texts/carry.ts";
import { usePageTitle } from "../window/page-title.ts";
import { ImportCard } from "./import-card.tsx";

interface PickedFile {
  key: number;
  file: File;
}

export default function ImportPage() {
  const [picked, setPicked] = useState<PickedFile[]>([]);
  const field = useRef<HTMLInputElement>(null);
  const next = useRef(0);
  usePageTitle(t.title);
  const take = (files: Iterable<File>) => {
    const added = [...files].map((file) => ({ key: next.current++, file }));
    setPicked((before) => [...added, ...before]);
  };
  const { over, dropping } = useFileDrop(({ files }) => take(files));
  return (
    <>
      <Bar onlyNarrow>{t.title}</Bar>
      <div className="page">
        <div className="page-inner">
          <h1>{t.title}</h1>
          <p className="lead">{t.lead}</p>
          <div className="import-zone" data-over={over} {...dropping}>
            <strong>{over ? t.dropNow : t.drop}</strong>
            <p className="quiet" style={{ margin: "4px auto 12px", maxWidth: "58ch" }}>
              {t.dropHint}
            </p>
            <Button variant="default" onClick={() => field.current?.click()}>
              {t.pick}
            </Button>
            <input
              ref={field}
              type="file"
              multiple
              hidden
              aria-label={t.pick}
              onChange={(event) => {
                take(event.currentTarget.files ?? []);
                event.currentTarget.value = "";
              }}
            />
          </div>
          {picked.map(({ key, file }) => (
            <ImportCard
              key={key}
              file={file}
              onDismiss={() => setPicked((before) => before.filter((one) => one.key !== key))}
            />
          ))}
        </div>
      </div>
    </>
  );
}
