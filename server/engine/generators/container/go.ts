import type { GoFacts } from "../../detection/model.ts";
import { recommendedTag } from "../../knowledge/lifecycle.ts";
import { inFolder } from "../../workspace/paths.ts";
import type { Plan } from "../model.ts";
import type { ImageFiles } from "./model.ts";
import {
  cacheMount,
  execForm,
  head,
  healthcheck,
  inContext,
  lines,
  newUser,
  run,
  secretMount,
  sourceLabel,
  stages,
  startWords,
  userOf,
  wordsOf,
} from "./pieces.ts";
import { probeIn, probeNote } from "./probe.ts";

const nothingKnown: GoFacts = {
  module: "",
  programs: [],
  members: [],
  hasChecksums: true,
  isVendored: false,
  cgo: undefined,
  needsCxx: false,
  unbuiltEmbeds: [],
  assets: [],
  privateModules: undefined,
  healthCommand: undefined,
};

const moduleCache = cacheMount("/go/pkg/mod");
const buildCache = cacheMount("/root/.cache/go-build");

/** An image of one binary: static where nothing of it is C, so that it needs no system below it. */
export function goDockerfile(plan: Plan): ImageFiles {
  const facts = plan.application.go ?? nothingKnown;
  const debian = recommendedTag("debian", plan.today) ?? "";
  const alpine = recommendedTag("alpine", plan.today) ?? "";
  const isCgo = facts.cgo !== undefined;
  const { base } = plan.answers;
  const runtime = {
    slim: `debian:${debian}-slim`,
    alpine: `alpine:${alpine}`,
    distroless: `gcr.io/distroless/${isCgo ? (facts.needsCxx ? "cc" : "base") : "static"}-debian13:nonroot`,
  }[base];
  // What is linked with a C library has to find the same one where it runs.
  const build = base === "alpine" && isCgo ? `alpine${alpine}` : debian;
  const dockerfile = stages(
    head({ GO_VERSION: plan.answers.runtimeVersion }),
    buildStage(plan, facts, build),
    runtimeStage(plan, facts, runtime),
  );
  return { dockerfile, notes: notesOf(plan, facts) };
}

function buildStage(plan: Plan, facts: GoFacts, system: string): string {
  const isCgo = facts.cgo !== undefined;
  const inside = inContext(plan, "");
  const { command, output } = buildCommand(plan, facts);
  // A C compiler for the build's own machine makes no programs for another.
  const platform = isCgo ? "" : "--platform=$BUILDPLATFORM ";
  return lines(
    `FROM ${platform}golang:\${GO_VERSION}-${system} AS build`,
    isCgo && system.startsWith("alpine") && run([], `apk add --no-cache ${facts.needsCxx ? "g++" : "gcc"} musl-dev`),
    facts.privateModules && `ENV GOPRIVATE=${facts.privateModules.value}`,
    "WORKDIR /src",
    !facts.isVendored && facts.hasChecksums && download(plan, facts),
    !isCgo && ["ARG TARGETOS", "ARG TARGETARCH"],
    "COPY . .",
    inside !== "" && `WORKDIR /src/${inside}`,
    run(
      [...(facts.isVendored ? [] : [moduleCache]), buildCache],
      `${isCgo ? "CGO_ENABLED=1" : "CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH"} ${command}`,
    ),
    output === undefined ? undefined : `RUN mkdir /out && cp ${output} /out/${programOf(plan)}`,
  );
}

/** Modules are fetched again only when their list changes. */
function download(plan: Plan, facts: GoFacts): string {
  const module = inContext(plan, "");
  const folders = facts.members.length > 0 ? facts.members : [module];
  const paths = folders.flatMap((folder) =>
    ["go.mod", "go.sum"]
      .map((name) => inFolder(folder, name))
      .filter((path) => plan.workspace.has(inFolder(plan.application.context, path)) === true),
  );
  const all =
    facts.members.length > 0
      ? ["go.work", ...(plan.workspace.has(inFolder(plan.application.context, "go.work.sum")) === true ? ["go.work.sum"] : []), ...paths]
      : paths;
  const secret = facts.privateModules ? [secretMount("netrc", "/root/.netrc")] : [];
  const mounts = all.map((path) => `--mount=type=bind,source=${path},target=/src/${path}`);
  const isInside = facts.members.length === 0 && module !== "";
  return run([moduleCache, ...secret, ...mounts], `${isInside ? `cd ${module} && ` : ""}go mod download`);
}

/** The name of the binary: that of the start command's program. */
function programOf(plan: Plan): string {
  const [program = ""] = startWords(plan.answers.command ?? "/app");
  return program.slice(program.lastIndexOf("/") + 1);
}

/** A plain `go build` gets what a release wants; anything else is taken as it is, with the binary at the place that `output` names. */
function buildCommand(plan: Plan, facts: GoFacts): { readonly command: string; readonly output: string | undefined } {
  const [program] = facts.programs;
  const given = plan.answers.buildCommand ?? `go build ${program ? `./${program}` : "."}`;
  const words = wordsOf(given) ?? [];
  if (words[0] !== "go" || words[1] !== "build" || words.includes("-o")) return { command: given, output: plan.answers.output };
  const has = (flag: string) => words.some((word) => word === flag || word.startsWith(`${flag}=`));
  const flags = [!has("-trimpath") && "-trimpath", !has("-ldflags") && '-ldflags="-s -w"', `-o /out/${programOf(plan)}`].filter(Boolean);
  return { command: `go build ${flags.join(" ")} ${given.replace(/^go\s+build\s*/, "")}`.trim(), output: undefined };
}

function runtimeStage(plan: Plan, facts: GoFacts, image: string): string {
  const { port, base } = plan.answers;
  const [, ...args] = startWords(plan.answers.command ?? "/app");
  const program = `/${programOf(plan)}`;
  const timing = { startPeriod: 10 };
  // The program's own word needs nothing else in the image.
  const check = facts.healthCommand ? healthcheck([program, facts.healthCommand.value], timing) : probeIn(image, plan, timing);
  return lines(
    `FROM ${image} AS runtime`,
    sourceLabel(plan),
    // Certificates of authorities and time zones, which distroless images have.
    base === "slim" &&
      run(
        [],
        "apt-get update",
        `apt-get install --yes --no-install-recommends ca-certificates${facts.needsCxx ? " libstdc++6" : ""} tzdata`,
        "rm -rf /var/lib/apt/lists/*",
      ),
    base === "alpine" && run([], `apk add --no-cache ca-certificates${facts.needsCxx ? " libstdc++" : ""} tzdata`),
    newUser(image),
    `COPY --from=build /out/${programOf(plan)} ${program}`,
    facts.assets.length > 0 && ["WORKDIR /app", ...facts.assets.map(({ value }) => `COPY ${inContext(plan, value)} ${value}`)],
    port !== undefined && `EXPOSE ${port}`,
    `USER ${userOf(image)}`,
    port !== undefined && check,
    `ENTRYPOINT ${execForm([program])}`,
    args.length > 0 && `CMD ${execForm(args)}`,
  );
}

function notesOf(plan: Plan, facts: GoFacts): string[] {
  const notes: string[] = [];
  const { port, base } = plan.answers;
  const [chosen, ...others] = facts.programs;
  if (others.length > 0)
    notes.push(
      `The image holds \`${chosen || "."}\`; for ${others.map((path) => `\`${path || "."}\``).join(", ")} set \`buildCommand\` to \`go build ./${others[0]}\` and \`command\`.`,
    );
  if (port !== undefined && base === "distroless" && !facts.healthCommand)
    notes.push(probeNote, "The `health` generator writes a `healthcheck` command into the program, which the image is then asked with.");
  for (const { value } of facts.unbuiltEmbeds)
    notes.push(`\`${value}\` is embedded and not in the repository: it has to be built before the image is.`);
  if (facts.privateModules) notes.push("Private modules are fetched with `docker build --secret id=netrc,src=$HOME/.netrc`.");
  return notes;
}
