import { environmentOf } from "../../detection/environment.ts";
import type { NodeFacts } from "../../detection/model.ts";
import { programCall } from "../../detection/node-tasks.ts";
import { recommendedTag } from "../../knowledge/lifecycle.ts";
import { releaseOfManager } from "../../knowledge/package-managers.ts";
import { inFolder } from "../../workspace/paths.ts";
import type { Plan } from "../model.ts";
import type { ImageFiles } from "./model.ts";
import { type Manager, managerOf, sourceScripts } from "./node-manager.ts";
import { execForm, head, healthcheck, inContext, lines, run, sourceLabel, stages, startWords, userOf } from "./pieces.ts";

/** Everything that the templates of Node.js images decide once. */
export interface NodeBuild {
  readonly plan: Plan;
  readonly facts: NodeFacts;
  readonly manager: Manager;
  /** The application's folder in the context; "" where that is its own. */
  readonly member: string;
  readonly head: string;
  /** The stages in front of the one that brings the sources in. */
  readonly first: readonly string[];
  /** The stage in which the application is built; undefined where nothing is. */
  readonly build: string | undefined;
  readonly notes: readonly string[];
}

/** The image in which the application runs. */
interface Runtime {
  /** As FROM has it, with the version as a variable. */
  readonly from: string;
  /** The same with the version put in. */
  readonly reference: string;
  /** The interpreter, for what is run without the image's entry point. */
  readonly program: string;
  readonly words: readonly string[];
}

export function nodeDockerfile(plan: Plan): ImageFiles {
  const runtime = runtimeOf(plan);
  const build = nodeBuild(plan, runtime.program === "bun");
  const { facts, manager, member } = build;
  const production = hasProductionStage(build) ? productionStage(build) : undefined;
  return {
    dockerfile: stages(build.head, ...build.first, build.build, production, runtimeStage(build, runtime)),
    ignored: ignoredBy(plan),
    notes: [...manager.notes, ...build.notes, ...runtimeNotes(plan, facts, member, runtime)],
  };
}

/** The stages up to the build. @param startsBun the application is started by Bun */
export function nodeBuild(plan: Plan, startsBun: boolean): NodeBuild {
  const { answers, application } = plan;
  // Where Bun does everything, there is no Node.js in the image.
  const usesBun = startsBun && answers.packageManager === "bun";
  const facts = application.node;
  if (!facts) throw new Error("a plan for Node.js without a package");
  const member = inContext(plan, "");
  const manager = managerOf(plan, facts, usesBun ? undefined : majorOf(answers.runtimeVersion));
  const needsBun = answers.packageManager === "bun";
  const bunVersion =
    needsBun || startsBun
      ? ((needsBun ? application.packageManagerVersion?.value : undefined) ?? releaseOfManager("bun", undefined))
      : undefined;
  const base = lines(`FROM ${buildImage(plan, usesBun)} AS base`, "WORKDIR /app", openSsl(plan, facts), manager.setUp);
  const isBuilt = answers.buildCommand !== undefined || facts.linked.some(({ hasBuild }) => hasBuild);
  const notes: string[] = [];
  const tokens = [...facts.registryTokens, ...(facts.secretSettings === undefined ? [] : ["npmrc"])];
  if (tokens.length > 0)
    notes.push(`the build needs ${tokens.map((token) => `\`--secret id=${token}\``).join(" and ")} to log in to the package registry`);
  const variables = isBuilt ? environmentOf(plan.workspace, application.folder).filter(({ isPublic }) => isPublic) : [];
  if (variables.length > 0)
    notes.push(
      `${variables.map(({ name }) => `\`${name}\``).join(", ")} are written into what browsers load: give them with \`--build-arg\``,
    );
  return {
    plan,
    facts,
    manager,
    member,
    head: head({ NODE_VERSION: usesBun ? undefined : answers.runtimeVersion, BUN_VERSION: bunVersion }),
    first: [
      ...(needsBun && !usesBun ? [`FROM oven/bun:\${BUN_VERSION}${answers.base === "alpine" ? "-alpine" : "-slim"} AS bun`] : []),
      base,
      ...(isBuilt ? [dependenciesStage(plan, facts, manager)] : []),
    ],
    build: isBuilt
      ? buildStage(
          plan,
          facts,
          manager,
          variables.map(({ name }) => name),
        )
      : undefined,
    notes,
  };
}

function majorOf(version: string): number {
  return Number(version.split(".")[0]);
}

/** The image that everything is installed and built in: of the same C library as the one that it runs in. */
function buildImage({ answers, today }: Plan, usesBun: boolean): string {
  if (usesBun) return `oven/bun:\${BUN_VERSION}${answers.base === "alpine" ? "-alpine" : "-slim"}`;
  return `node:\${NODE_VERSION}-${answers.base === "alpine" ? "alpine" : `${debian(today)}-slim`}`;
}

/** The release of Debian that the table of releases pins Node.js' images to: without it, older releases of Node.js come on older ones. */
function debian(today: string): string {
  return recommendedTag("node", today)?.split("-")[1] ?? "trixie";
}

function runtimeOf({ answers, today }: Plan): Runtime {
  const words = startWords(answers.command ?? "");
  const version = answers.runtimeVersion;
  if (words[0] === "bun") {
    const variant = answers.base === "alpine" ? "-alpine" : answers.base === "distroless" ? "-distroless" : "-slim";
    const isBare = answers.base === "distroless";
    return {
      from: `oven/bun:\${BUN_VERSION}${variant}`,
      reference: `oven/bun:1${variant}`,
      program: "bun",
      words: isBare ? words.slice(1) : words,
    };
  }
  if (answers.base === "distroless" && words[0] === "node") {
    // Distroless images have the major version in their name.
    const isMajor = /^\d+$/.test(version);
    const image = (number: string) => `gcr.io/distroless/nodejs${number}-debian13:nonroot`;
    return {
      from: image(isMajor ? "${NODE_VERSION}" : String(majorOf(version))),
      reference: image(String(majorOf(version))),
      program: "/nodejs/bin/node",
      words: words.slice(1),
    };
  }
  const variant = answers.base === "alpine" ? "alpine" : `${debian(today)}-slim`;
  return { from: `node:\${NODE_VERSION}-${variant}`, reference: `node:${version}-${variant}`, program: "node", words };
}

/** The engine of Prisma's older clients, which slim images have no OpenSSL for. */
function openSsl({ answers }: Plan, { prisma }: NodeFacts): string | undefined {
  if (!prisma?.needsOpenSsl) return undefined;
  return answers.base === "alpine"
    ? "RUN apk add --no-cache openssl"
    : run([], "apt-get update", "apt-get install --yes --no-install-recommends openssl", "rm -rf /var/lib/apt/lists/*");
}

/** Prisma's client is generated where its dependencies are, so that a change of the sources does not do it again. */
function generatesEarly({ prisma }: NodeFacts): boolean {
  return prisma?.generatesIntoModules === true;
}

function dependenciesStage(plan: Plan, facts: NodeFacts, manager: Manager): string {
  return lines(
    "FROM base AS deps",
    manager.copies,
    generatesEarly(facts) && copySchema(plan, facts),
    manager.install,
    generatesEarly(facts) && `RUN ${manager.execute(generation(facts))}`,
  );
}

function copySchema(plan: Plan, { prisma }: NodeFacts): string | undefined {
  const path = prisma && inContext(plan, prisma.schema);
  return path === undefined ? undefined : `COPY ${path} ${path}`;
}

function generation({ prisma }: NodeFacts): string {
  return `prisma generate${prisma?.isUsual === false ? ` --schema=${prisma.schema}` : ""}`;
}

function buildStage(plan: Plan, facts: NodeFacts, manager: Manager, variables: readonly string[]): string {
  const { answers } = plan;
  const member = inContext(plan, "");
  const script = facts.installScripts;
  const before = [
    facts.prisma && !generatesEarly(facts) && !/prisma generate/.test(buildScript(plan))
      ? programCall(plan.application.packageManager?.value ?? "npm", generation(facts))
      : undefined,
    ...sourceScripts(facts)
      .filter((name) => script.has(name))
      .map((name) => manager.runScript(name)),
  ];
  const isNext = answers.framework === "next";
  const cache = isNext ? [`--mount=type=cache,target=/app/${inFolder(member, ".next/cache")}`] : [];
  return lines(
    "FROM deps AS build",
    "COPY . .",
    variables.map((name) => `ARG ${name}`),
    linkedBuilds(facts, answers.packageManager ?? "npm"),
    member !== "" && answers.buildCommand !== undefined && `WORKDIR /app/${member}`,
    (before.some(Boolean) || answers.buildCommand !== undefined) && run(cache, ...before, answers.buildCommand),
  );
}

function buildScript({ application, workspace }: Plan): string {
  return workspace.read(inFolder(application.folder, "package.json")) ?? "";
}

/** Builds the packages of the monorepo that the application stands on, in their order. */
function linkedBuilds({ linked }: NodeFacts, manager: string): string | undefined {
  const built = linked.filter(({ hasBuild }) => hasBuild);
  if (built.length === 0) return undefined;
  if (manager === "npm") return `RUN npm run build ${built.map(({ folder }) => `--workspace=${folder}`).join(" ")}`;
  const call = (name: string, folder: string) =>
    manager === "pnpm"
      ? `pnpm --filter ${name} run build`
      : manager === "yarn"
        ? `yarn workspace ${name} run build`
        : `bun run --cwd ${folder} build`;
  return run([], ...built.map(({ name, folder }) => call(name, folder)));
}

/** What the build leaves needs no packages beside it. */
function isComplete({ plan: { answers }, facts }: NodeBuild): boolean {
  return facts.isStandalone || answers.framework === "nuxt";
}

function hasProductionStage(build: NodeBuild): boolean {
  return !isComplete(build) && (build.facts.dependencies.size > 0 || build.facts.linked.length > 0);
}

function productionStage({ plan, facts, manager, build }: NodeBuild): string {
  const isGenerated = generatesEarly(facts) && build !== undefined;
  // What Prisma has generated goes with the packages; installed anew, they would lack it.
  if (isGenerated && manager.prune !== undefined) return lines("FROM deps AS prod-deps", manager.prune);
  const isBun = plan.answers.packageManager === "bun";
  return lines(
    "FROM base AS prod-deps",
    manager.copies,
    isGenerated && isBun && copySchema(plan, facts),
    manager.installProduction,
    // Bun removes nothing from an installation, and keeps packages where no one else looks for them.
    isGenerated && isBun && `RUN bunx ${generation(facts).replace("prisma", `prisma@${facts.prisma?.version ?? "latest"}`)}`,
    isGenerated && !isBun && "COPY --from=deps /app/node_modules/.prisma ./node_modules/.prisma",
  );
}

function runtimeStage(build: NodeBuild, runtime: Runtime): string {
  const { plan, facts, member } = build;
  const { answers } = plan;
  const user = userOf(runtime.reference);
  const port = answers.port;
  const ssl = runtime.program === "/nodejs/bin/node" ? undefined : openSsl(plan, facts);
  return lines(
    `FROM ${runtime.from} AS runtime`,
    environment(plan, facts),
    `WORKDIR ${facts.isStandalone ? "/app" : `/app${member === "" ? "" : `/${member}`}`}`,
    ssl,
    sourceLabel(plan),
    runtimeCopies(build, user),
    port !== undefined && `EXPOSE ${port}`,
    `USER ${user}`,
    port !== undefined && healthcheck(probe(runtime.program, port, answers.livenessPath, facts)),
    `CMD ${execForm(facts.isStandalone && member !== "" ? standaloneWords(runtime.words, member) : runtime.words)}`,
  );
}

/** In a monorepo Next.js lays the server out under the folder of its member. */
function standaloneWords(words: readonly string[], member: string): readonly string[] {
  return words.map((word) => (word === "server.js" ? `${member}/server.js` : word));
}

function environment({ answers: { framework, port } }: Plan, { portVariable, isStandalone }: NodeFacts): string {
  const all = ["NODE_ENV=production"];
  // Docker sets HOSTNAME to the container's id, and the server would listen on that address alone.
  if (isStandalone) all.push("HOSTNAME=0.0.0.0");
  if (framework === "astro" || framework === "adonisjs") all.push("HOST=0.0.0.0");
  if (portVariable !== undefined && port !== undefined) all.push(`${portVariable}=${port}`);
  return `ENV ${all.join(" \\\n    ")}`;
}

/** Asks with `http.get`, which takes half the time and memory of `fetch`; the probe counts against the container's limit. */
function probe(program: string, port: number, path: string, { portVariable }: NodeFacts): readonly string[] {
  const where = portVariable === undefined ? String(port) : `process.env.${portVariable}`;
  if (program === "bun") {
    const address = portVariable === undefined ? `'http://127.0.0.1:${port}${path}'` : `'http://127.0.0.1:' + ${where} + '${path}'`;
    return ["bun", "-e", `fetch(${address}).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`];
  }
  return [
    program,
    "-e",
    `require('http').get({ host: '127.0.0.1', port: ${where}, path: '${path}' }, (r) => process.exit(r.statusCode < 400 ? 0 : 1)).on('error', () => process.exit(1))`,
  ];
}

/** Brings in what runs, what changes least first. */
function runtimeCopies(build: NodeBuild, user: string): readonly string[] {
  const { plan, facts, member } = build;
  const { answers, application, workspace } = plan;
  const { framework } = answers;
  const at = (path: string) => `/app/${inFolder(member, path)}`;
  const hasPublic = facts.runtimeFolders.includes("public");
  if (facts.isStandalone) {
    const output = answers.output ?? ".next";
    return [
      // Next.js writes its caches beside the server.
      `COPY --from=build --chown=${user} ${at(`${output}/standalone`)} ./`,
      `COPY --from=build ${at(`${output}/static`)} ./${inFolder(member, `${output}/static`)}`,
      ...(hasPublic ? [`COPY --from=build ${at("public")} ./${inFolder(member, "public")}`] : []),
    ];
  }
  if (framework === "nuxt") return [`COPY --from=build ${at(".output")} ./.output`];
  const modules = !hasProductionStage(build)
    ? []
    : member === "" && facts.linked.length === 0
      ? ["COPY --from=prod-deps /app/node_modules ./node_modules"]
      : // The packages of a monorepo are links between its folders, each with packages of its own.
        ["COPY --from=prod-deps /app /app"];
  const linked = facts.linked.map(({ folder, output }) =>
    output === undefined ? `COPY ${folder} /app/${folder}` : `COPY --from=build /app/${folder}/${output} /app/${folder}/${output}`,
  );
  if (answers.buildCommand === undefined) return [...modules, ...linked, `COPY ${member === "" ? "." : member} .`];
  const output = answers.output ?? "dist";
  const hasManifest = modules.length > 0 && (member !== "" || facts.linked.length > 0);
  const manifest = hasManifest ? [] : [`COPY ${inFolder(member, "package.json")} ./`];
  if (framework === "adonisjs") return [...modules, ...linked, `COPY --from=build ${at(output)} ./`];
  const isNext = framework === "next";
  const folders = facts.runtimeFolders.filter((name) => name !== output && !(isNext && name !== "public") && !isServed(framework, name));
  const settings = isNext
    ? ["next.config.ts", "next.config.mjs", "next.config.js"].filter((name) => workspace.has(inFolder(application.folder, name)))
    : [];
  return [
    ...modules,
    ...linked,
    `COPY --from=build ${isNext ? `--chown=${user} ` : ""}${at(output)} ./${output}`,
    ...folders.map((name) => `COPY ${inFolder(member, name)} ./${name}`),
    ...(settings.length > 0 ? [`COPY ${["package.json", ...settings].map((name) => inFolder(member, name)).join(" ")} ./`] : manifest),
  ];
}

/** Frameworks that copy their `public` into what they build. */
function isServed(framework: string, name: string): boolean {
  return (name === "public" || name === "static") && ["sveltekit", "astro", "remix", "react-router"].includes(framework);
}

/** What the build writes must come from the image's own build, and tests are none of its business. */
export function ignoredBy(plan: Plan): readonly string[] {
  const { answers, application, workspace } = plan;
  const output = answers.buildCommand === undefined ? undefined : answers.output;
  const tests = ["test", "tests", "e2e", "cypress", "playwright", "playwright-report", "test-results", "storybook-static"].filter(
    (name) => workspace.list(inFolder(application.folder, name)) !== undefined,
  );
  const own = [...(output === undefined || output.startsWith(".") ? [] : [output]), ...tests].map((path) => inContext(plan, path));
  const facts = application.node;
  const used = new Set([inContext(plan, ""), ...(facts?.linked.map(({ folder }) => folder) ?? [])]);
  if (inContext(plan, "") === "") return own;
  // A change of another member is none of this image's.
  return [...own, ...(facts?.members.filter((folder) => !used.has(folder)) ?? [])];
}

function runtimeNotes(plan: Plan, facts: NodeFacts, member: string, runtime: Runtime): readonly string[] {
  const { answers, application } = plan;
  const notes: string[] = [];
  if (answers.port !== undefined && application.livenessPath?.value !== answers.livenessPath)
    notes.push(`the health check asks \`${answers.livenessPath}\`, which was not found in the code: \`generate health\` writes it`);
  if (facts.handlesTermination === false)
    notes.push(
      "no code that handles SIGTERM was found: as the first process of a container Node.js does not end by itself; `generate health` writes it, or start with an init (`docker run --init`)",
    );
  if (answers.framework === "next" && !facts.isStandalone)
    notes.push("with `output: 'standalone'` in the settings of Next.js the image would hold only the packages that the server loads");
  if (answers.base === "distroless" && runtime.program === "node")
    notes.push("`base=distroless` needs a start command that begins with `node`; the image is built on the slim one");
  if (facts.nativeDependencies.length > 0) {
    const names = facts.nativeDependencies.map(({ value }) => `\`${value}\``).join(", ");
    notes.push(
      `${names}: installed by a script of its own, which newer package managers run only where the project allows it (npm \`allowScripts\`, pnpm \`allowBuilds\`)`,
    );
  }
  if (answers.framework === "fastify" && !listensEverywhere(plan))
    notes.push("Fastify listens on 127.0.0.1 unless `host: '0.0.0.0'` is given to `listen`");
  if (answers.port !== undefined && answers.port < 1024)
    notes.push(`port ${answers.port} is below 1024, which not every platform lets a user without privileges open`);
  if (
    answers.framework === "sveltekit" &&
    !facts.devDependencies.has("@sveltejs/adapter-node") &&
    !facts.dependencies.has("@sveltejs/adapter-node")
  )
    notes.push("SvelteKit needs `@sveltejs/adapter-node` to run on Node.js");
  if (member !== "")
    notes.push(
      `build from the root of the monorepo: \`docker build --file ${inFolder(application.folder, "Dockerfile")} ${application.context || "."}\``,
    );
  return notes;
}

function listensEverywhere({ application, workspace }: Plan): boolean {
  const files = ["", "src"].flatMap((sub) =>
    (workspace.list(inFolder(application.folder, sub)) ?? [])
      .filter(({ isFolder }) => !isFolder)
      .map(({ name }) => inFolder(application.folder, inFolder(sub, name))),
  );
  return files.some((path) => /\.[cm]?[jt]s$/.test(path) && /0\.0\.0\.0|["'`]::["'`]|\bhost\b/i.test(workspace.read(path) ?? ""));
}
