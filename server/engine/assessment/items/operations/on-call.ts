import { readYaml } from "../../../workspace/yaml-tree.ts";
import { pathsAbout } from "../../about.ts";
import { catalogEntries } from "../../catalog.ts";
import type { Assessor, Evidence } from "../../model.ts";
import { pagesOf, sectionsOn } from "../../runbooks.ts";
import type { Service } from "../../service.ts";
import { terraformResources } from "../../terraform.ts";
import { evidence, likely, met, open } from "../../verdict.ts";

/** Who is on call when. Each by its provider's documentation at registry.terraform.io, 2026-11-23. */
const rotation =
  /^(?:pagerduty_schedule(?:v2)?|opsgenie_schedule(?:_rotation)?|grafana_oncall_(?:schedule|on_call_shift)|incident_schedule|betteruptime_on_call_calendar|squadcast_schedule(?:_v2)?|rootly_schedule|firehydrant_on_call_schedule|aws_ssmcontacts_rotation|splunkoncall_rotation|victorops_rotation\w*|ilert_schedule)$/;
/** Who is asked next when nobody answers. */
const escalation =
  /^(?:pagerduty_escalation_policy|opsgenie_escalation|grafana_oncall_escalation(?:_chain)?|incident_escalation_path|betteruptime_policy|squadcast_escalation_policy|rootly_escalation_policy|firehydrant_escalation_policy|aws_ssmcontacts_plan|victorops_escalation_policy|ilert_escalation_policy)$/;

/** What ties an entry of a catalogue to whoever wakes people. https://backstage.io/docs/features/software-catalog/well-known-annotations, https://pagerduty.github.io/backstage-plugin-docs */
const annotations =
  /^(?:pagerduty\.com\/(?:service-id|integration-key)|opsgenie\.com\/(?:component-selector|team)|grafana\.com\/oncall-[\w-]+|victorops\.com\/[\w-]+|splunk\.com\/on-call-[\w-]+|incident\.io\/[\w-]+|firehydrant\.com\/service-name|rootly\.com\/service-[\w-]+|ilert\.com\/integration-key|squadcast\.com\/[\w-]+)$/;

/** Receivers of Alertmanager that wake somebody. https://prometheus.io/docs/alerting/latest/configuration/#receiver-integration-settings */
const pagers = /^(?:pagerduty|opsgenie|victorops|incidentio|jira)(?:_configs|Configs)$/;

export const onCall: Assessor = {
  id: "operations.on-call",
  looksAt:
    "Schedules and escalation policies in Terraform, the annotations of `catalog-info.yaml` for PagerDuty, Opsgenie and others, Alertmanager's receivers, and pages on who is on call.",
  action: {
    kind: "decide",
    title: "Show the rotation",
    asks: "The address of the schedule and of the escalation policy are evidence, with who is asked when nobody answers.",
  },
  assess(service) {
    const schedules = resources(service, rotation, "a rotation");
    const policies = resources(service, escalation, "an escalation policy");
    const tied = [...annotated(service), ...receivers(service)];
    if (schedules.length > 0 && policies.length > 0)
      return met("Rotation and escalation are written down as code.", [
        ...schedules.slice(0, 2),
        ...policies.slice(0, 2),
        ...tied.slice(0, 1),
      ]);
    const written = pages(service);
    const all = [...policies, ...schedules, ...tied, ...written].slice(0, 5);
    if (all.length === 0) return open("Nothing says who is on call, and who is asked next.");
    if (policies.length + schedules.length > 0)
      return likely(
        policies.length > 0
          ? "There is an escalation policy; who is on call when is not written."
          : "There is a rotation; who is asked next is not written.",
        all,
      );
    return likely(
      tied.length > 0
        ? "Alerts reach a service that wakes somebody; rotation and escalation stand there, and not in this repository."
        : "A page tells who is on call; whether that is so, nothing shows.",
      all,
    );
  },
};

function resources(service: Service, type: RegExp, note: string): readonly Evidence[] {
  return terraformResources(service, type).map((one) => evidence(one.path, one.line, `${note}: \`${one.type}.${one.name}\``));
}

function annotated(service: Service): readonly Evidence[] {
  return catalogEntries(service).flatMap((entry) =>
    entry.annotations.flatMap(({ key, value, line }) =>
      annotations.test(key) && value !== "" ? [evidence(entry.path, line, `\`${key}\``)] : [],
    ),
  );
}

function receivers(service: Service): readonly Evidence[] {
  return pathsAbout(service, /(?:alertmanager|receivers?|alerting)[^/]*\.ya?ml$/i).flatMap((path) => {
    const text = service.workspace.read(path) ?? "";
    return readYaml(text).flatMap((document) => {
      const all = [...(document.get("receivers")?.items ?? []), ...(document.get("spec")?.get("receivers")?.items ?? [])];
      return all.flatMap((receiver) =>
        receiver.entries.flatMap(({ key, keySpan, value }) =>
          pagers.test(key) && value.items.length > 0
            ? [evidence(path, text.slice(0, keySpan.start).split("\n").length, `\`${key}\` of a receiver`)]
            : [],
        ),
      );
    });
  });
}

/** Pages with a line on who is on call that is not yet to be decided; and those that are called so. */
function pages(service: Service): readonly Evidence[] {
  return pagesOf(service).flatMap((page) => {
    if (/(?:^|\/)on-?call[^/]*\.mdx?$/i.test(page.path)) return [evidence(page.path, 1, "a page on who is on call", "word")];
    const [section] = sectionsOn(page, /\bon[- ]call\b|escalation|rufbereitschaft|eskalation|\u503c\u73ed|\u5347\u7ea7/i);
    return section && section.text.trim() !== "" && !/\bDECIDE\b|\bTODO\b/.test(section.text)
      ? [evidence(page.path, section.line, `"${section.title.slice(0, 60)}"`, "word")]
      : [];
  });
}
