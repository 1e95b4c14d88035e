import type { DotnetFacts } from "../../detection/model.ts";
import { folderOf } from "../../workspace/paths.ts";
import type { Plan } from "../model.ts";
import type { ImageFiles } from "./model.ts";
import { cacheMount, execForm, factsFor, head, inContext, lines, run, sourceLabel, stages, startWords } from "./pieces.ts";
import { probeIn, probeNote } from "./probe.ts";

const registry = "mcr.microsoft.com/dotnet";

/** Since .NET 8. */
const usualPort = 8080;

export function dotnetDockerfile(plan: Plan): ImageFiles {
  const { answers, application } = plan;
  const facts = factsFor("dotnet", application.dotnet);
  const version = answers.runtimeVersion;
  const kind = facts.isNative ? "runtime-deps" : facts.isAspNet ? "aspnet" : "runtime";
  // The smallest images come without data of languages and regions; `extra` has it.
  const variant =
    answers.base === "alpine" ? "-alpine" : answers.base === "distroless" ? `-noble-chiseled${facts.isInvariant ? "" : "-extra"}` : "";
  const runtime = (release: string) => `${registry}/${kind}:${release}${variant}`;
  const port = answers.port;
  const isOlder = facts.target !== undefined && Number(facts.target) < Number(version);
  const needsCultures = answers.base === "alpine" && !facts.isInvariant;
  const probe = probeIn(runtime(version), plan);
  const variables = [
    needsCultures && "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false",
    isOlder && !facts.isNative && "DOTNET_ROLL_FORWARD=Major",
    port !== undefined && facts.isAspNet && port !== usualPort && `ASPNETCORE_HTTP_PORTS=${port}`,
  ].filter((one) => one !== false);
  const command = answers.command ?? "";
  // A program that was compiled ahead of time is started itself.
  const words = facts.isNative ? startWords(command.replace(/^dotnet (\S+)\.dll/, "./$1")) : startWords(command);
  const final = lines(
    `FROM ${runtime("${DOTNET_VERSION}")}`,
    sourceLabel(plan),
    "WORKDIR /app",
    needsCultures && run([], "apk add --no-cache icu-data-full icu-libs tzdata"),
    isOlder && !facts.isNative && `# Written for .NET ${facts.target}, which gets no more updates.`,
    variables.length > 0 && `ENV ${variables.join(" \\\n    ")}`,
    "COPY --from=build /app/ ./",
    // The image's own unprivileged user, by number; the chiseled variant has it by itself.
    answers.base !== "distroless" && "USER $APP_UID",
    port !== undefined && `EXPOSE ${port}`,
    probe,
    `ENTRYPOINT ${execForm(words)}`,
  );
  return {
    dockerfile: stages(head({ DOTNET_VERSION: version }), buildStage(plan, facts), final),
    ...(facts.sdkPin && { ignored: ["global.json"] }),
    notes: [
      ...(port !== undefined && answers.base === "distroless" ? [probeNote] : []),
      ...(isOlder
        ? [`.NET ${facts.target} gets no more updates, so the image runs the program on .NET ${version}: raise its target framework.`]
        : []),
      ...(facts.sdkPin
        ? [
            `\`global.json\` asks for SDK ${facts.sdkPin.value}, which the image does not have; the file is left out of it. Let \`rollForward\` be \`latestFeature\`.`,
          ]
        : []),
    ],
  };
}

function buildStage(plan: Plan, facts: DotnetFacts): string {
  const { answers, application } = plan;
  const chosen = application.tasks.build?.value === answers.buildCommand ? undefined : answers.buildCommand;
  const cache = cacheMount("/root/.nuget/packages");
  const { project, isNative } = facts;
  const isAlpine = answers.base === "alpine";
  const files = facts.restoreFiles.filter((file) => !(facts.sdkPin && file === "global.json"));
  const isLocked = application.lockFile !== undefined;
  const path = inContext(plan, "");
  const arguments_ = project === "" ? "" : ` ${project}`;
  // Programs that are compiled ahead of time are so for the processor that compiles them.
  const image = isNative
    ? `${registry}/sdk:\${DOTNET_VERSION}${isAlpine ? "-alpine" : "-noble"}-aot`
    : `${registry}/sdk:\${DOTNET_VERSION}${isAlpine ? "-alpine" : ""}`;
  const framework = facts.hasSeveralTargets && facts.target !== undefined ? ` -f net${facts.target}` : "";
  return lines(
    !isNative && "# The SDK runs on the processor at hand and publishes for that of the target.",
    `FROM ${isNative ? "" : "--platform=$BUILDPLATFORM "}${image} AS build`,
    "ARG TARGETARCH",
    "WORKDIR /src",
    ...copied(files),
    files.length > 0 && run([cache], `dotnet restore${arguments_} -a $TARGETARCH${isLocked ? " --locked-mode" : ""}`),
    "COPY . .",
    chosen !== undefined && path !== "" && `WORKDIR /src/${path}`,
    chosen === undefined
      ? run([cache], `dotnet publish${arguments_} -c Release -a $TARGETARCH${framework}${files.length > 0 ? " --no-restore" : ""} -o /app`)
      : run([cache], chosen, `mv ${answers.output ?? "out"} /app`),
  );
}

/** One COPY for each folder. */
function copied(files: readonly string[]): readonly string[] {
  const folders = [...new Set(files.map(folderOf))];
  return folders.map(
    (folder) => `COPY ${files.filter((file) => folderOf(file) === folder).join(" ")} ${folder === "" ? "./" : `${folder}/`}`,
  );
}
