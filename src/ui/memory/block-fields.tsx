/** Fields of a block that making one and changing one share. */
import { NumberInput, type NumberInputProps, TextInput, type TextInputProps } from "@mantine/core";
import { coreTexts as t } from "../texts/core.ts";

export function LimitField(props: NumberInputProps) {
  return (
    <NumberInput
      size="xs"
      label={t.limit}
      min={1}
      max={1_000_000}
      step={500}
      allowDecimal={false}
      {...props}
    />
  );
}

export function SectionNameField(props: TextInputProps) {
  return <TextInput size="xs" label={t.name} description={t.nameHint} required maxLength={50} {...props} />;
}

export function DescriptionField(props: TextInputProps) {
  return <TextInput size="xs" label={t.description} maxLength={500} {...props} />;
}
