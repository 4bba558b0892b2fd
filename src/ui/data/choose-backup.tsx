import { Button, type ButtonProps } from "@mantine/core";
import { useRef } from "react";
import { backupTexts as t } from "../texts/backup.ts";

/** A button that asks for the file of a backup. */
export function ChooseBackup({
  onChoose,
  ...button
}: ButtonProps & { children: string; onChoose: (file: File) => void }) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button {...button} onClick={() => field.current?.click()} />
      <input
        ref={field}
        type="file"
        accept=".zip,.sealed"
        hidden
        aria-label={t.restore.choose}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          // The same file can be chosen once more.
          event.currentTarget.value = "";
          if (file) onChoose(file);
        }}
      />
    </>
  );
}
