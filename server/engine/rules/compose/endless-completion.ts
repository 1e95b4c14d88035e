import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { type Edits, fixesOf, setValue } from "../../application/edit.ts";
import { healthOf } from "../../application/health.ts";
import { startOf } from "../../application/lifetime.ts";
import { likelyImageOf, settingOf } from "../../application/settings.ts";
import { runsOnce, serviceImage } from "../../knowledge/service-images.ts";
import type { Service } from "../../languages/compose/model.ts";
import type { Field } from "../../languages/yaml/mapping.ts";
import { defineRule } from "../../rule.ts";

const application = (restart: string) =>
  `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    depends_on:\n      migrate:\n        condition: service_completed_successfully\n  migrate:\n    image: registry.example.com/web:1.4.2\n    command: ["npm", "run", "migrate"]\n    restart: ${restart}\n`;

export default defineRule({
  id: "compose/endless-completion",
  language: "compose",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A service waits for the end of another one that never ends.",
  why: `
\`service_completed_successfully\` waits until the container has ended with code 0. With \`restart: always\` or \`unless-stopped\` it is started again each time instead, and a database or a web server does not end at all: what waits never starts.

A task that may be tried again has \`restart: on-failure\`. Of something that goes on running, wait for the health: \`service_healthy\`.`,
  examples: [{ title: "A task is tried again, and not repeated for ever", bad: application("always"), good: application("on-failure") }],
  links: ["https://docs.docker.com/reference/compose-file/services/#depends_on"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  uncovers: ["compose/dependency-without-healthcheck", "compose/missing-healthcheck", "compose/missing-restart"],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    const all = applicationOf(file, workspace);
    const told = new Set<number>();
    for (const { own } of all.services) {
      for (const { name, condition, conditionField, service } of own.dependencies) {
        const target = condition === "service_completed_successfully" && service.file === file ? all.service(name) : undefined;
        const { span } = conditionField;
        if (!target || !span || told.has(span.start)) continue;
        const policy = policyOf(target);
        const title = policy ? undefined : endlessImage(target);
        if (!policy && title === undefined) continue;
        told.add(span.start);
        const health = healthOf(target, workspace).state === "checked";
        const other = health ? "service_healthy" : "service_started";
        const restart: Edits = policy && isWrittenIn(target.own, policy.field) ? setValue(file, policy.field, "on-failure") : undefined;
        const byRestart = fixesOf(`Restart \`${name}\` on failure only`, "unsafe", file, restart);
        const byCondition = fixesOf(`Wait for \`${other}\``, "unsafe", file, setValue(file, conditionField, other));
        report({
          span,
          message: policy
            ? `\`${name}\` is started again whenever it ends (\`${policy.shown}\`), so it never counts as completed and \`${own.name}\` never starts. Give it \`restart: on-failure\`, or wait for another condition.`
            : `\`${name}\` is ${title} and goes on running, so it never completes and \`${own.name}\` never starts. Wait for \`${other}\`.`,
          // What somebody asks for its health is meant to go on running.
          fixes: health ? [...byCondition, ...byRestart] : [...byRestart, ...byCondition],
        });
      }
    }
  },
});

interface Policy {
  readonly field: Field<string>;
  readonly shown: string;
}

function isWrittenIn({ restart, deploy }: Service, { entry }: Field<string>): boolean {
  return entry === restart.entry || entry === deploy.mapping("restart_policy").entryOf("condition");
}

/** What starts the container again though it ended well. `restart` goes before `deploy.restart_policy`, whose default is `any`. */
function policyOf(service: ApplicationService): Policy | undefined {
  const restart = settingOf(service, (layer) => layer.restart);
  if (!restart.isAbsent) {
    return restart.value === "always" || restart.value === "unless-stopped"
      ? { field: restart, shown: `restart: ${restart.value}` }
      : undefined;
  }
  const condition = settingOf(service, ({ deploy }) => deploy.mapping("restart_policy").text("condition"));
  return condition.value === "any" || condition.value === "always" || condition.value === "unless-stopped"
    ? { field: condition, shown: `restart_policy.condition: ${condition.value}` }
    : undefined;
}

/** What an image is that goes on running as it comes. */
function endlessImage(service: ApplicationService): string | undefined {
  const image = likelyImageOf(service);
  const known = image === undefined ? undefined : serviceImage(image);
  const isOwnStart = ["command", "entrypoint"].some((key) => service.layers.some(({ mapping }) => mapping.has(key) !== false));
  return image !== undefined && known && service.isComplete && !isOwnStart && runsOnce(image, startOf(service)) === false
    ? known.title
    : undefined;
}
