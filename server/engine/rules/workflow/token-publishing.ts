import { publicationOf } from "../../knowledge/deploy-commands.ts";
import type { NamedValue, Step } from "../../languages/workflow/model.ts";
import { usesAction } from "../../pipeline/action-inputs.ts";
import { defineRule } from "../../rule.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "workflow/token-publishing",
  language: "workflow",
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "A package is published with a stored token where the registry would trust the workflow itself.",
  why: `
PyPI, npm, crates.io, NuGet and RubyGems take packages from a workflow that proves which repository it belongs to (trusted publishing): nothing is stored, nothing can leak, and nothing has to be renewed. Name the workflow in the package's settings at the registry, grant the job \`id-token: write\`, and take the token out.

Silent for other registries, and where the token comes from an earlier step.`,
  examples: [
    {
      title: "A Python package",
      bad: "on:\n  push:\n    tags: ['v*']\npermissions:\n  contents: read\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: pypa/gh-action-pypi-publish@release/v1\n        with:\n          password: ${{ secrets.PYPI_TOKEN }}\n",
      good: "on:\n  push:\n    tags: ['v*']\npermissions:\n  contents: read\n  id-token: write\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: pypa/gh-action-pypi-publish@release/v1\n",
    },
  ],
  links: [
    "https://docs.pypi.org/trusted-publishers/",
    "https://docs.npmjs.com/trusted-publishers",
    "https://crates.io/docs/trusted-publishing",
  ],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["zizmor:use-trusted-publishing"],
  judges: "part",
  check(workflow, { report }) {
    for (const step of workflow.steps) {
      const found = publishedBy(step);
      if (!found) continue;
      report({
        span: found.span,
        message: `${found.registry} takes packages from a workflow that proves who it is, so no token needs to be stored. Set up trusted publishing, and grant the job \`id-token: write\`.`,
      });
    }
  },
});

interface Published {
  readonly registry: string;
  readonly span: Span;
}

function publishedBy(step: Step): Published | undefined {
  if (usesAction(step, "pypa/gh-action-pypi-publish")) {
    const url = step.input("repository-url") ?? step.input("repository_url");
    if (url && !/^https:\/\/(?:upload|test)\.pypi\.org\//.test(url.value?.literal ?? "")) return undefined;
    return stored("PyPI", step.input("password"));
  }
  if (usesAction(step, "js-devtools/npm-publish")) return step.input("registry") ? undefined : stored("npm", step.input("token"));
  if (usesAction(step, "katyo/publish-crates")) return stored("crates.io", step.input("registry-token"));
  for (const { name, args } of step.roughScript?.commands ?? []) {
    const words = args.map(({ text }) => text);
    const has = (...options: readonly string[]) =>
      words.some((word) => options.some((option) => word === option || word.startsWith(`${option}=`)));
    if (has("--dry-run")) continue;
    if ((name === "npm" || name === "pnpm") && words.find((word) => !word.startsWith("-")) === "publish") {
      if (has("--registry") || publishesElsewhere(step)) continue;
      return stored("npm", variable(step, /^(?:NODE_AUTH_TOKEN|NPM_TOKEN|NPM_AUTH_TOKEN)$/));
    }
    if ((name === "twine" || words.includes("twine")) && words.includes("upload")) {
      if (has("--repository-url", "--repository", "-r") || variable(step, /^TWINE_REPOSITORY/)) continue;
      return stored("PyPI", variable(step, /^TWINE_PASSWORD$/));
    }
    if (name === "uv" && words[0] === "publish") {
      if (has("--publish-url", "--index") || variable(step, /^UV_PUBLISH_(?:URL|INDEX)$/)) continue;
      return stored("PyPI", variable(step, /^UV_PUBLISH_(?:TOKEN|PASSWORD)$/));
    }
    if (name === "cargo" && publicationOf(name, words)) {
      return has("--registry", "--index") ? undefined : stored("crates.io", variable(step, /^CARGO_REGISTRY_TOKEN$/));
    }
    if (name === "dotnet" && words[0] === "nuget" && words[1] === "push") {
      const source = words[words.findIndex((word) => word === "--source" || word === "-s") + 1] ?? "";
      return /\bnuget\.org\b/.test(source) ? stored("NuGet", variable(step, /^NUGET_.*KEY$/i)) : undefined;
    }
    if (name === "gem" && words[0] === "push") {
      return has("--host") || words.some((word) => word.startsWith("http"))
        ? undefined
        : stored("RubyGems", variable(step, /^(?:GEM_HOST_API_KEY|RUBYGEMS_API_KEY)$/));
    }
  }
  return undefined;
}

/** Whether Node.js is set up for another registry than npm's own. */
function publishesElsewhere({ job, index }: Step): boolean {
  const setup = job?.steps.slice(0, index).findLast((step) => usesAction(step, "actions/setup-node"));
  const url = setup?.input("registry-url")?.value;
  return url !== undefined && !/^https:\/\/registry\.npmjs\.org\/?$/.test(url.literal ?? "");
}

function variable(step: Step, name: RegExp): NamedValue | undefined {
  return [step.env, step.job?.env ?? [], step.job?.workflow.env ?? []].flat().find((one) => name.test(one.name));
}

/** The token, where it is a secret other than that of the run. */
function stored(registry: string, given: NamedValue | undefined): Published | undefined {
  const text = given?.value?.text ?? "";
  if (!given || !/\$\{\{[^}]*\bsecrets\b/.test(text) || /\bsecrets\.GITHUB_TOKEN\b/i.test(text)) return undefined;
  return { registry, span: given.keySpan };
}
