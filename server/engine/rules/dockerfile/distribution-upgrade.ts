import { builtStages } from "../../image/built.ts";
import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { type Invocation, type InvocationWord, invocationsOf } from "../../image/invocation.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/distribution-upgrade",
  language: "dockerfile",
  category: "reproducibility",
  severity: "info",
  preset: "optional",
  summary: "All packages of the base image are upgraded by the build.",
  why: `\`apt-get upgrade\` and its like make another image of the base on every day: the digest that was tested is not what runs, and each package is in the image twice, once in either layer.

Take a newer base image instead, and let an update bot do so. Where the base image is not rebuilt for security updates as quickly as they are needed, an upgrade is the lesser evil, so that this rule
is on under \`all\` alone.`,
  examples: [
    {
      title: "A newer base instead",
      bad: "FROM debian:13.0-slim\nRUN apt-get update && apt-get dist-upgrade -y && rm -rf /var/lib/apt/lists/*\n",
      good: "FROM debian:13.2-slim\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often"],
  since: "0.6.0",
  patterns: ["D10"],
  alsoKnownAs: [
    "hadolint:DL3035",
    "trivy:DS-0024",
    "dockle:DKL-DI-0003",
    "semgrep:avoid-apk-upgrade",
    "semgrep:avoid-apt-get-upgrade",
    "semgrep:avoid-dnf-update",
    "semgrep:avoid-yum-update",
    "semgrep:avoid-zypper-update",
  ],
  judges: "part",
  check(file, { workspace, report }) {
    for (const stage of builtStages(file, workspace)) {
      for (const run of withTriggers(stage.instructions)) {
        if (run.keyword !== "RUN") continue;
        for (const invocation of invocationsOf(run.command)) {
          const verb = upgradeOf(invocation);
          if (!verb) continue;
          report({
            span: { start: invocation.nameWord.span.start, end: verb.span.end },
            message: `\`${invocation.name} ${verb.text}\` makes another image of the base every day${whenChildIsBuilt(run)}. Take a newer base image instead.`,
          });
        }
      }
    }
  },
});

/** The verb, where the call upgrades everything and not what it names. */
function upgradeOf({ name = "", args }: Invocation): InvocationWord | undefined {
  const words = args.filter(({ text }) => !text.startsWith("-"));
  const [verb, ...packages] = words;
  if (!verb || packages.length > 0) return undefined;
  if (/^(?:apt|apt-get|aptitude)$/.test(name))
    return /^(?:upgrade|dist-upgrade|full-upgrade|safe-upgrade)$/.test(verb.text) ? verb : undefined;
  if (name === "apk") return verb.text === "upgrade" ? verb : undefined;
  if (/^(?:dnf|yum|microdnf|tdnf)$/.test(name)) return /^(?:update|upgrade|distro-sync)$/.test(verb.text) ? verb : undefined;
  return name === "zypper" && /^(?:update|up|dup|dist-upgrade)$/.test(verb.text) ? verb : undefined;
}
