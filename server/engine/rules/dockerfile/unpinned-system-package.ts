import { builtStages } from "../../image/built.ts";
import { whenChildIsBuilt } from "../../image/command.ts";
import { isDevelopment } from "../../image/production.ts";
import { systemInstallsOf } from "../../image/system-installs.ts";
import type { PackageManager } from "../../knowledge/base-images.ts";
import { defineRule } from "../../rule.ts";

/** What holds a package fast, or is none of the distribution's: a version, a suite, a file, an address. */
const pinned: Partial<Readonly<Record<PackageManager, RegExp>>> = {
  apt: /=|\/|\.deb$|-$|\+$/,
  apk: /[=~<>@/]|^!|^\.|\.apk$/,
  yum: /-\d|\/|\.rpm$|^@/,
  dnf: /-\d|\/|\.rpm$|^@/,
  tdnf: /-\d|\/|\.rpm$/,
  zypper: /[=<>/]|\.rpm$|^-/,
};

export default defineRule({
  id: "dockerfile/unpinned-system-package",
  language: "dockerfile",
  category: "reproducibility",
  severity: "info",
  preset: "optional",
  summary: "A package of the distribution is installed without a version.",
  why: `Without a version each build installs what the distribution has that day. With one, the build is the same for as long as the mirrors have that version, and fails from the day on which they
delete it, which most do with every security update.

That is why this rule is on under \`all\` alone. Where builds must be repeatable, take packages from a snapshot of the mirrors (\`snapshot.debian.org\`) or from one of your own, pin them there and
let an update bot raise them. Else hold the base image fast by its digest and build anew for security updates.`,
  examples: [
    {
      title: "apk",
      bad: "FROM alpine:3.24\nRUN apk add --no-cache curl\n",
      good: "FROM alpine:3.24\nRUN apk add --no-cache curl=8.18.0-r0\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/#version-pinning", "https://snapshot.debian.org/"],
  since: "0.6.0",
  patterns: ["D10"],
  alsoKnownAs: ["hadolint:DL3008", "hadolint:DL3018", "hadolint:DL3033", "hadolint:DL3037", "hadolint:DL3041"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const { manager, packages, invocation, run, stage, title } of builtStages(file, workspace).flatMap(systemInstallsOf)) {
      // apt 3 takes packages as they were on a day: https://manpages.debian.org/testing/apt/apt-get.8.en.html
      if (manager === "apt" && invocation.args.some(({ text }) => /^(?:--snapshot|-S)(?:=|$)|^(?:-o)?APT::Snapshot=/i.test(text))) continue;
      const fast = pinned[manager];
      const open = packages.filter(({ text }) => fast && !fast.test(text) && !/[$`*]/.test(text));
      const [first] = open;
      if (!first) continue;
      const more = open.length > 1 ? ` and ${open.length - 1} more` : "";
      report({
        span: first.span,
        message: `\`${title}\` takes whatever version of \`${first.text}\`${more} the distribution has that day${whenChildIsBuilt(run)}. Name it, or take packages from a snapshot.`,
        ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
      });
    }
  },
});
