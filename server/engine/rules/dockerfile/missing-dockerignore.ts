import { firstWholeContextCopy } from "../../image/context-files.ts";
import { ignoreFileFor } from "../../image/context-needs.ts";
import { isDevelopment } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";
import { buildContextsOf } from "../../workspace/context.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "dockerfile/missing-dockerignore",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "The whole build context is copied, and no ignore file says what to leave out.",
  why: `
\`COPY . .\` takes along whatever lies in the folder: the history in \`.git\`, \`node_modules\` or a virtual environment made for another system, \`.env\` with its secrets, test reports.
The image grows, secrets end up in a layer for everybody to read, and each change to any of it makes the build start over.

Put a \`.dockerignore\` beside the build context, or one named after the Dockerfile (\`api.Dockerfile.dockerignore\`), which goes first. The fix writes one that suits what is there and hides nothing
that a Dockerfile of this context names.

Nothing is reported where the folder of the build context cannot be seen, or holds nothing that an ignore file would leave out.`,
  examples: [
    {
      title: "A Node.js service",
      files: { "package.json": "{}", "server.js": "" },
      bad: "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json ./\nRUN npm install --omit=dev\nCOPY . .\n",
      good: "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json ./\nRUN npm install --omit=dev\nCOPY . .\n",
      goodFiles: {
        ".dockerignore": `# Version control
.git
.gitignore
.gitattributes
.github

# Secrets and settings of one environment
**/.env
**/.env.*
!**/.env.example
**/id_rsa
**/id_ed25519
**/*.pem
**/*.key

# Editors and systems
**/.DS_Store
**/.idea
**/.vscode
**/*.log

# The build itself
**/Dockerfile*
**/.dockerignore
**/compose*.y*ml
**/docker-compose*.y*ml

# Node.js
**/node_modules
**/.turbo
**/.nx/cache
**/.parcel-cache
**/coverage
**/*.tsbuildinfo
**/__tests__
**/*.test.[jt]s
**/*.test.[jt]sx
**/*.spec.[jt]s
**/*.spec.[jt]sx
`,
      },
    },
  ],
  links: ["https://docs.docker.com/build/concepts/context/#dockerignore-files"],
  since: "0.1.0",
  fix: "safe",
  patterns: ["D5", "D9"],
  // With an ignore file that names what to leave out, what it does not name is what remains to be said.
  uncovers: ["dockerfile/whole-context-copied"],
  check(file, { workspace, report }) {
    const first = firstWholeContextCopy(file);
    if (!first) return;
    const contexts = buildContextsOf(file.source.path, workspace);
    // Where the context is a guess, the likeliest is meant, unless an ignore file beside another says that that one is.
    const meant = contexts.some((one) => one.isCertain) ? contexts.filter((one) => one.isCertain) : contexts.slice(0, 1);
    if (meant.length < contexts.length && contexts.some((one) => one.ignorePath !== undefined)) return;
    const context = meant.find((one) => one.isSeen && one.ignorePath === undefined && isWorthIt(one.folder, workspace));
    if (!context) return;
    const path = context.folder === "" ? ".dockerignore" : `${context.folder}/.dockerignore`;
    report({
      span: first.source.span,
      message: `\`${first.copy.keywordText} ${first.source.text}\` copies everything in the build context, and no ignore file leaves out \`.git\`, secrets and what is installed locally. Create \`${path}\`.`,
      fixes: [
        {
          title: `Create \`${path}\``,
          safety: "safe",
          changes: [{ kind: "create", path, text: ignoreFileFor(context.folder, workspace, file.source.eol) }],
        },
      ],
      ...(isDevelopment(first.copy.stage ?? file.source.path) && { severity: "hint" as const }),
    });
  },
});

/** Whether something in the folder is better left out, or will be as soon as somebody works there. */
function isWorthIt(folder: string, workspace: Workspace): boolean {
  return workspace.list(folder)?.some(({ name }) => worthIt.test(name)) ?? false;
}

/** The repository's root, settings, and projects whose tools leave things behind. */
const worthIt =
  /^(?:\.git|\.env.*|package\.json|pyproject\.toml|requirements.*\.txt|Pipfile|setup\.py|manage\.py|go\.mod|Cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?|Gemfile|composer\.json|.*\.(?:csproj|fsproj|slnx?)|node_modules|\.venv|venv|target)$/;
