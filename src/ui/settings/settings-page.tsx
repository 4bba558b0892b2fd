import { NumberInput, SegmentedControl, Switch } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import type { ErrorRecord, RunLimits, Settings } from "../../schemas/index.ts";
import { ShortcutList } from "../actions/command-dialog.tsx";
import { useClient } from "../client-context.tsx";
import { ErrorNotice } from "../components/error-notice.tsx";
import { asErrorRecord } from "../error-record.ts";
import { ApiSection, ServersSection } from "../servers/servers-section.tsx";
import { Bar } from "../shell.tsx";
import { appTexts } from "../texts/app.ts";
import { LANGUAGES } from "../texts/language.ts";
import { chooseLanguage, type LanguageChoice, languageChoice } from "../texts/load-language.ts";
import { viewerTexts } from "../texts/viewer.ts";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { notificationState, setNotifications } from "../window/notifications.ts";
import { usePageTitle } from "../window/page-title.ts";
import { useOfflineState } from "./offline-state.ts";

const LIMITS: [keyof RunLimits, "steps" | "tokens" | "cost" | "repeated", number][] = [
  ["max_steps", "steps", 1],
  ["max_tokens", "tokens", 10_000],
  ["max_cost", "cost", 0.1],
  ["max_repeated_calls", "repeated", 1],
];

export default function SettingsPage({ version }: { version: string }) {
  const client = useClient();
  usePageTitle(t.settings.title);
  const live = useLive((one) => one.getSettings(), []);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const kept = useOfflineState((state) => state.kept);
  const [notifications, setNotified] = useState(notificationState);
  const settings = live.value;
  const change = (patch: Partial<Settings>) => {
    setError(null);
    client.updateSettings(patch).catch((thrown: unknown) => setError(asErrorRecord(thrown)));
  };
  return (
    <>
      <Bar onlyNarrow>{t.settings.title}</Bar>
      <div className="page">
        <div className="page-inner">
          <h1>{t.settings.title}</h1>
          <p className="lead">{t.settings.lead}</p>
          {(live.error ?? error) && <ErrorNotice error={(live.error ?? error) as ErrorRecord} />}
          {settings && (
            <>
              <h2>{t.settings.look}</h2>
              <SegmentedControl
                aria-label={t.settings.look}
                value={settings.color_scheme}
                onChange={(color_scheme) =>
                  change({ color_scheme: color_scheme as Settings["color_scheme"] })
                }
                data={[
                  { value: "auto", label: t.settings.auto },
                  { value: "light", label: t.settings.light },
                  { value: "dark", label: t.settings.dark },
                ]}
              />
              <h2>{t.settings.language}</h2>
              <SegmentedControl
                aria-label={t.settings.language}
                value={languageChoice()}
                onChange={(choice) => chooseLanguage(choice as LanguageChoice)}
                data={[
                  { value: "auto", label: t.settings.languageAuto },
                  ...Object.entries(LANGUAGES).map(([value, label]) => ({ value, label })),
                ]}
              />
              <h2>{t.settings.limits}</h2>
              <p className="lead">
                {t.settings.limitsText} <Link href="/usage">{viewerTexts.overTime}</Link>
              </p>
              <div className="row" style={{ alignItems: "flex-start" }}>
                {LIMITS.map(([key, label, step]) => (
                  <NumberInput
                    key={key}
                    label={t.settings[label]}
                    step={step}
                    min={0}
                    thousandSeparator=" "
                    value={settings.limits[key]}
                    style={{ width: 190 }}
                    onBlur={(event) => {
                      const value = Number(event.currentTarget.value.replaceAll(" ", ""));
                      if (value !== settings.limits[key])
                        change({ limits: { ...settings.limits, [key]: value } });
                    }}
                  />
                ))}
              </div>
              <h2>{t.settings.behaviour}</h2>
              <Switch
                label={t.settings.firstCheck}
                checked={settings.first_message_check}
                onChange={(event) => change({ first_message_check: event.currentTarget.checked })}
                mb="sm"
              />
              <Switch
                label={t.settings.parallel}
                checked={settings.parallel_tool_calls}
                onChange={(event) => change({ parallel_tool_calls: event.currentTarget.checked })}
              />
            </>
          )}
          {settings && (
            <>
              <ServersSection settings={settings} />
              <ApiSection />
            </>
          )}
          <h2>{appTexts.notifications}</h2>
          <Switch
            label={appTexts.notify}
            description={appTexts.notificationState[notifications]}
            checked={notifications === "on"}
            disabled={notifications === "refused" || notifications === "unavailable"}
            onChange={(event) => void setNotifications(event.currentTarget.checked).then(setNotified)}
          />
          <h2>{appTexts.offline}</h2>
          <p role="status">{appTexts.offlineState[kept]}</p>
          <h2>{appTexts.actions.shortcuts}</h2>
          <ShortcutList />
          <h2>{t.settings.about}</h2>
          <p>
            {t.app} {version}. {t.settings.aboutText}
          </p>
        </div>
      </div>
    </>
  );
}
