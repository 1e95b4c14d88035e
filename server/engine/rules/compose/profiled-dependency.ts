import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { needsOf } from "../../application/dependencies.ts";
import { dependsOnAsMap } from "../../application/depends-on.ts";
import { type Edits, fixesOf, flow, insertKey, insertServiceKey } from "../../application/edit.ts";
import { readEnvironmentFile } from "../../languages/compose/environment-file.ts";
import { defineRule } from "../../rule.ts";

const application = (dependency: string) =>
  `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    depends_on:\n      mail:\n        condition: service_started\n${dependency}  mail:\n    image: axllent/mailpit:v1.29.1\n    profiles: [mail]\n`;

export default defineRule({
  id: "compose/profiled-dependency",
  language: "compose",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A service needs another one whose profile is not active when it is.",
  why: `
A service with \`profiles\` is part of the application only while one of them is active. One without profiles is always part of it: if it needs the other one, \`docker compose up\` without the profile says that the dependency is not defined, and starts nothing.

Give both the same profiles, or write \`required: false\` (Compose 2.20 and later) where the service can do without. Between services of different profiles this is a warning; where \`COMPOSE_PROFILES\` in the \`.env\` beside the file activates the profile, nothing is said.`,
  examples: [{ title: "It can do without", bad: application(""), good: application("        required: false\n") }],
  links: ["https://docs.docker.com/compose/how-tos/profiles/"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    const all = applicationOf(file, workspace);
    const active = activeProfiles(all.around.environment);
    for (const service of all.services) {
      const own = profilesOf(service);
      if (!own || own.some((profile) => isActive(profile, active))) continue;
      for (const { name, reference, isRequired } of needsOf(service)) {
        const target = reference.service === service.own && isRequired ? all.service(name) : undefined;
        const profiles = target && profilesOf(target);
        if (!profiles || profiles.length === 0 || profiles.some((profile) => own.includes(profile) || isActive(profile, active))) continue;
        const list = profiles.map((profile) => `\`${profile}\``).join(", ");
        const dependency = reference.key === "depends_on" ? service.own.dependencies.find((one) => one.name === name) : undefined;
        const optional: Edits = !dependency
          ? undefined
          : dependency.isShort
            ? dependsOnAsMap(service.own, (other) => ({ condition: "service_started", ...(other === name ? { required: false } : {}) }))
            : insertKey(file, dependency.mapping, "required", false);
        report({
          span: reference.span,
          severity: own.length === 0 ? "error" : "warning",
          message: `\`${service.name}\` ${own.length === 0 ? "is always started" : "is started by other profiles"}, but \`${name}\`, which it needs, only with ${profiles.length === 1 ? "the profile" : "the profiles"} ${list}: without, Compose refuses to start anything. ${dependency ? "Write `required: false`, or give both the same profiles." : "Give both the same profiles."}`,
          fixes: [
            ...fixesOf(`Go on without \`${name}\` where it is not started`, "unsafe", file, optional),
            ...(own.length === 0
              ? fixesOf(
                  `Start \`${service.name}\` with ${list} only`,
                  "unsafe",
                  file,
                  insertServiceKey(service.own, "profiles", flow(...profiles)),
                )
              : []),
          ],
        });
      }
    }
  },
});

/** The profiles of a service; undefined where they are not known. Lists of several files are put together. */
function profilesOf({ layers, possible, isComplete }: ApplicationService): readonly string[] | undefined {
  if (!isComplete || possible.some(({ profiles }) => !profiles.isAbsent)) return undefined;
  const lists = layers.map(({ profiles }) => (profiles.isAbsent ? [] : profiles.known));
  return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}

/** The profiles that the `.env` beside the file activates. */
function activeProfiles(environment: string | undefined): readonly string[] {
  if (environment === undefined) return [];
  const value = readEnvironmentFile(environment).lookup("COMPOSE_PROFILES");
  return (value ?? "").split(",").map((profile) => profile.trim());
}

function isActive(profile: string, active: readonly string[]): boolean {
  return active.includes(profile) || active.includes("*");
}
