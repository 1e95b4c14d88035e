import { credentialsIn, isPlaceholder } from "../../knowledge/secrets.ts";
import type { ActionFile, Workflow } from "../../languages/workflow/model.ts";
import type { YamlNode, YamlScalar } from "../../languages/yaml/model.ts";
import { knownActionOf } from "../../pipeline/action-inputs.ts";
import { fixesOf } from "../../pipeline/edit.ts";
import { registryInputs } from "../../pipeline/images.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "workflow/hardcoded-credential",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "error",
  preset: "recommended",
  summary: "A password or token stands in the file.",
  why: `
Everybody who can read the repository can read the credential, and Git keeps it after it has been taken out. Revoke it, store the new one as a secret of the repository or the environment, and write \`\${{ secrets.NAME }}\`.

Reported are passwords of registries (\`credentials\` of containers and services, and of actions that sign in), and texts that have the form of a known kind of token or key. Well-known defaults and stand-ins of examples are not.`,
  examples: [
    {
      title: "The password of a registry",
      bad: "on: push\npermissions: {}\njobs:\n  test:\n    runs-on: ubuntu-latest\n    container:\n      image: registry.example.com/ci:3.2\n      credentials:\n        username: ci\n        password: h7Qz-93kd\n    steps:\n      - run: make test\n",
      good: "on: push\npermissions: {}\njobs:\n  test:\n    runs-on: ubuntu-latest\n    container:\n      image: registry.example.com/ci:3.2\n      credentials:\n        username: ci\n        password: ${{ secrets.REGISTRY_PASSWORD }}\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-secrets"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:credentials", "zizmor:hardcoded-container-credentials"],
  uncovers: ["workflow/secrets-outside-environment"],
  judges: "part",
  check(file, { report }) {
    // `workflow/plaintext-registry-password` tells of these.
    const reported: Span[] = file.steps.flatMap((step) =>
      registryInputs[step.uses?.action ?? ""] === undefined ? [] : (step.input("password")?.value?.span ?? []),
    );
    for (const password of passwordsIn(file)) {
      reported.push(password.span);
      report({
        span: password.span,
        message: "A password stands in the file, for everybody who can read the repository. Revoke it, and store the new one as a secret.",
        fixes: asSecret(file, password, "REGISTRY_PASSWORD"),
      });
    }
    for (const { start, end, kind, variable } of credentialsIn(file.source.text)) {
      if (reported.some((span) => span.start <= start && end <= span.end)) continue;
      const scalar = file.root && scalarAt(file.root, start);
      const isAll = scalar?.text.trim() === file.source.text.slice(start, end);
      report({
        span: { start, end },
        message: `A ${kind} stands in the file, for everybody who can read the repository. Revoke it, and store the new one as a secret.`,
        fixes: scalar && isAll ? asSecret(file, scalar, variable) : [],
      });
    }
  },
});

/** The literal passwords with which containers, services and actions sign in to registries. */
function* passwordsIn(file: Workflow | ActionFile): Generator<YamlScalar> {
  for (const job of file.language === "workflow" ? file.jobs : []) {
    for (const container of [job.container, ...job.services]) {
      const password = container?.credentials?.get("password");
      if (isLiteral(password) && !password.alias) yield password;
    }
  }
  for (const step of file.steps) {
    if (!knownActionOf(step)?.action.logsInToRegistry || registryInputs[step.uses?.action ?? ""] !== undefined) continue;
    const node = step.input("password")?.value?.node;
    if (isLiteral(node) && !isPlaceholder(node.text)) yield node;
  }
}

function isLiteral(node: YamlNode | undefined): node is YamlScalar {
  return node?.kind === "scalar" && node.text.trim() !== "" && !node.text.includes("${{") && node.value !== null;
}

function asSecret(file: Workflow | ActionFile, { span, alias, style }: YamlScalar, variable: string): readonly Fix[] {
  if (file.language === "action" || alias || style === "literal" || style === "folded") return [];
  // Names that start so are GitHub's own.
  const name = variable.startsWith("GITHUB_") ? `MY_${variable}` : variable;
  const text = `\${{ secrets.${name} }}`;
  const start = text.indexOf(name);
  return fixesOf(`Read it from the secret \`${name}\``, "unsafe", file, [
    { ...replace(span, text), placeholders: [{ start, end: start + name.length }] },
  ]);
}

/** The scalar in which an offset stands. */
function scalarAt(node: YamlNode, offset: number): YamlScalar | undefined {
  if (node.kind === "scalar") return node;
  const values = node.kind === "map" ? node.entries.map(({ value }) => value) : node.items.map(({ value }) => value);
  const found = values.find((value) => value && !value.alias && value.span.start <= offset && offset < value.span.end);
  return found && scalarAt(found, offset);
}
