import type { NamedValue, Step } from "../../languages/workflow/model.ts";
import { fixesOf, setValue } from "../../pipeline/edit.ts";
import { jobFilesOf } from "../../pipeline/job-files.ts";
import { isPlainText, rewordFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { keyedFact } from "../../workspace/keyed-fact.ts";
import { inFolder } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/runtime-version-drift",
  language: "workflow",
  category: "reproducibility",
  severity: "info",
  preset: "strict",
  summary: "A workflow runs another version of Node.js, Python or Go than the project does.",
  why: `
What passes on one version can fail on another, so tests ought to run on the version that production runs. This compares \`node-version\`, \`python-version\` and \`go-version\` with the base images of the root's \`Dockerfile\` and with \`.nvmrc\`, \`.node-version\` and \`.python-version\`; better still, name such a file in \`…-version-file\`.

Silent where the workflow tries several versions, and where the Dockerfile has several or takes its version from an argument.`,
  examples: [
    {
      title: "The version of the image",
      files: { Dockerfile: "FROM node:24-alpine\nUSER node\n" },
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - uses: actions/setup-node@v7\n        with:\n          node-version: 20\n      - run: npm test\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - uses: actions/setup-node@v7\n        with:\n          node-version: 24\n      - run: npm test\n",
    },
  ],
  links: ["https://github.com/actions/setup-node#usage"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C2"],
  check(file, { workspace, report }) {
    for (const tool of tools) {
      const setups = file.steps.filter(({ uses }) => uses?.action === tool.action);
      const given = setups.flatMap((step) => step.input(tool.input) ?? []);
      const versions = new Set(given.map(({ value }) => value?.text.trim()));
      // Several versions are tried on purpose.
      if (given.length === 0 || versions.size !== 1 || given.some(({ value }) => !isPlainText(value))) continue;
      for (const step of setups) {
        const one = step.input(tool.input);
        const found = one && driftOf(tool, one, step, workspace);
        if (!found || !isPlainText(one.value)) continue;
        const { text, node } = one.value;
        // As a number, 3.10 is 3.1.
        const isNumber = node.style === "plain" && /^\d+\.\d*0$/.test(found.written);
        report({
          span: one.value.span,
          message: `This runs ${tool.name} ${text.trim()}, \`${found.path}\` says ${found.version}: what passes here may fail there. Use one version in both.`,
          fixes: isNumber
            ? fixesOf(`Write \`${found.written}\``, "unsafe", file, node.alias ? undefined : setValue(file, one.entry, found.written))
            : rewordFix(file, one.value, found.written, "unsafe"),
        });
      }
    }
  },
});

interface Tool {
  readonly name: string;
  readonly action: string;
  readonly input: string;
  readonly image: string;
  /** Files that hold nothing but the version. */
  readonly files: readonly string[];
  /** How many numbers tell releases apart that are not the same to a program. */
  readonly parts: 1 | 2;
}

const tools: readonly Tool[] = [
  { name: "Node.js", action: "actions/setup-node", input: "node-version", image: "node", files: [".nvmrc", ".node-version"], parts: 1 },
  { name: "Python", action: "actions/setup-python", input: "python-version", image: "python", files: [".python-version"], parts: 2 },
  { name: "Go", action: "actions/setup-go", input: "go-version", image: "golang", files: [], parts: 2 },
];

interface Drift {
  readonly path: string;
  readonly version: string;
  readonly written: string;
}

function driftOf(tool: Tool, { value }: NamedValue, step: Step, workspace: Workspace): Drift | undefined {
  const match = /^v?(\d+(?:\.\d+)*)(\.x)?$/.exec(value?.text.trim() ?? "");
  const files = match && jobFilesOf(step, workspace);
  const own = match?.[1]?.split(".") ?? [];
  if (!files || own.length < tool.parts) return undefined;
  const { repository } = files;
  const declared = [
    ...tool.files.map((name) => ({ path: inFolder(repository, name), version: versionIn(workspace, inFolder(repository, name)) })),
    { path: inFolder(repository, "Dockerfile"), version: imageVersion(workspace, `${tool.image} ${inFolder(repository, "Dockerfile")}`) },
  ];
  const found = declared.find(({ version }) => version !== undefined && isOther(version.split("."), own, tool.parts));
  if (found?.version === undefined) return undefined;
  const written = found.version
    .split(".")
    .slice(0, Math.max(tool.parts, Math.min(own.length, found.version.split(".").length)))
    .join(".");
  return { path: found.path, version: found.version, written: written + (match?.[2] ?? "") };
}

function isOther(declared: readonly string[], own: readonly string[], parts: number): boolean {
  return declared.length >= parts && declared.slice(0, parts).join(".") !== own.slice(0, parts).join(".");
}

const versionIn = keyedFact("the version in", (workspace, path): string | undefined => {
  return workspace.has(path) ? /^v?(\d+(?:\.\d+)*)\s*$/.exec(workspace.read(path) ?? "")?.[1] : undefined;
});

/** The version of the one image of that name that a Dockerfile builds on; undefined where there are several, or an argument gives it. */
const imageVersion = keyedFact("the image's version of", (workspace, key): string | undefined => {
  const [image = "", path = ""] = key.split(" ");
  if (!workspace.has(path)) return undefined;
  const found = new Set<string>();
  for (const line of (workspace.read(path) ?? "").split("\n")) {
    const [, name, tag] = /^\s*FROM\s+(?:--\S+\s+)*(?:docker\.io\/)?(?:library\/)?([\w-]+)(?::(\S+))?(?:\s|$)/i.exec(line) ?? [];
    if (name === image) found.add(/^v?(\d+(?:\.\d+)*)(?:[-@]|$)/.exec(tag ?? "")?.[1] ?? "");
  }
  const [version] = found;
  return found.size === 1 && version !== "" ? version : undefined;
});
