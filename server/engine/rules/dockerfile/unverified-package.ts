import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { type Invocation, type InvocationWord, invocationsOf, isEditable, removeArgument } from "../../image/invocation.ts";
import { packageChange } from "../../image/tools.ts";
import { defineRule } from "../../rule.ts";

/** The options that pass over signatures. */
const options: Readonly<Record<string, RegExp>> = {
  apk: /^--allow-untrusted$/,
  apt: /^--(?:allow-unauthenticated|force-yes)$/,
  "apt-get": /^--(?:allow-unauthenticated|force-yes)$/,
  dnf: /^--no-?gpgchecks?$/,
  microdnf: /^--no-?gpgchecks?$/,
  rpm: /^--(?:nosignature|nodigest|noverify)$/,
  tdnf: /^--no-?gpgchecks?$/,
  yum: /^--no-?gpgchecks?$/,
  zypper: /^--(?:no-gpg-checks|allow-unsigned-rpm)$/,
};

export default defineRule({
  id: "dockerfile/unverified-package",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A package is installed without a look at its signature.",
  why: `Distributions sign their packages, so that a mirror, a proxy or whoever sits between cannot change them. \`--allow-untrusted\`, \`--allow-unauthenticated\`, \`--nogpgcheck\` and their like give that up,
usually for one repository whose key was missing.

Install that key instead. What is installed from files is left to whoever brought them; compare their checksums.`,
  examples: [
    {
      title: "apt-get",
      bad: "FROM debian:13-slim\nRUN apt-get update && apt-get install -y --allow-unauthenticated --no-install-recommends tool && rm -rf /var/lib/apt/lists/*\n",
      good: "FROM debian:13-slim\nRUN apt-get update && apt-get install -y --no-install-recommends tool && rm -rf /var/lib/apt/lists/*\n",
    },
  ],
  links: ["https://wiki.debian.org/SecureApt", "https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper"],
  since: "0.6.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: [
    "checkov:CKV2_DOCKER_7",
    "checkov:CKV2_DOCKER_8",
    "checkov:CKV2_DOCKER_9",
    "checkov:CKV2_DOCKER_10",
    "checkov:CKV2_DOCKER_11",
  ],
  judges: "part",
  check(file, { report }) {
    for (const run of withTriggers(file.instructions)) {
      if (run.keyword !== "RUN") continue;
      for (const invocation of invocationsOf(run.command)) {
        const word = optionOf(invocation);
        if (!word) continue;
        report({
          span: word.span,
          message: `\`${invocation.name}\` takes packages here that nobody has signed${whenChildIsBuilt(run)}. Leave it out, and install the key that is missing.`,
          ...(isEditable(invocation) && {
            fixes: [
              {
                title: `Leave \`${word.text}\` out`,
                safety: "unsafe" as const,
                changes: [{ kind: "edit" as const, path: file.source.path, edits: [removeArgument(invocation, word, file.source)] }],
              },
            ],
          }),
        });
      }
    }
  },
});

/** The option of a call that installs, unless all that it installs are files, which the build has made or compared before. */
function optionOf(invocation: Invocation): InvocationWord | undefined {
  const { name = "", args, command } = invocation;
  const change = command && packageChange(command);
  const files = change?.packagesAt.map((index) => args[index]?.text ?? "") ?? [];
  if (change && (!change.isInstall || (files.length > 0 && files.every((text) => /^[./$~"]|\.(?:apk|deb|rpm)$/.test(text)))))
    return undefined;
  if (!change && name !== "rpm") return undefined;
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  return option && args.find(({ text }) => option.test(text));
}
