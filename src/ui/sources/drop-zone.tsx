/** Where files come in: dropped, picked, a whole folder, or pasted. */
import { Button } from "@mantine/core";
import { useRef } from "react";
import { useFileDrop } from "../components/file-drop.ts";
import { locale } from "../texts/language.ts";
import { sourceTexts as t } from "../texts/sources.ts";
import { type DroppedFile, filesOfDrop, filesOfField, filesOfPaste } from "./dropped-files.ts";

export interface DropZoneProps {
  onFiles: (files: DroppedFile[]) => void;
  onError: (thrown: unknown) => void;
}

export function DropZone({ onFiles, onError }: DropZoneProps) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (dropped: DroppedFile[]) => {
    if (dropped.length > 0) onFiles(dropped);
  };
  const { over, dropping } = useFileDrop((dropped) => {
    filesOfDrop(dropped).then(take, onError);
  });
  return (
    <div
      className="drop-zone"
      data-over={over}
      {...dropping}
      onPaste={(event) => {
        const pasted = filesOfPaste(event.clipboardData, () =>
          t.pasteTitle(new Date().toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" })),
        );
        if (pasted.length === 0) return;
        event.preventDefault();
        take(pasted);
      }}
    >
      <div className="drop-title">{over ? t.dropNow : t.drop}</div>
      <p className="quiet" style={{ margin: "4px auto 12px", maxWidth: "58ch" }}>
        {t.dropHint}
      </p>
      <div className="row" style={{ justifyContent: "center" }}>
        <Button variant="default" onClick={() => files.current?.click()}>
          {t.pickFiles}
        </Button>
        <Button variant="default" onClick={() => folder.current?.click()}>
          {t.pickFolder}
        </Button>
      </div>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label={t.pickFiles}
        onChange={(event) => {
          take(filesOfField(event.currentTarget.files));
          event.currentTarget.value = "";
        }}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        aria-label={t.pickFolder}
        {...{ webkitdirectory: "" }}
        onChange={(event) => {
          take(filesOfField(event.currentTarget.files));
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
