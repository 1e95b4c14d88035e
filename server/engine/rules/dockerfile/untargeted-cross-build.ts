import { builtStages } from "../../image/built.ts";
import { compilationsOf } from "../../image/compilation.ts";
import { insertInstructions, placeBefore } from "../../image/insertion.ts";
import { type Invocation, invocationsOf, isEditable } from "../../image/invocation.ts";
import type { RunInstruction, Stage } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { insert } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/untargeted-cross-build",
  language: "dockerfile",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "A stage on `$BUILDPLATFORM` compiles without asking for the platform that the image is for.",
  why: `\`--platform=$BUILDPLATFORM\` makes a stage run on the machine that builds, without emulation, which is fast only because the compiler then makes programs for another platform. Without \`TARGETOS\` and \`TARGETARCH\` it makes them for its own: an image for
\`linux/arm64\` that was built on an x86 machine gets an x86 program, and fails at start with \`exec format error\`.

Declare \`ARG TARGETOS TARGETARCH\` in the stage and hand them to the compiler: \`GOOS=$TARGETOS GOARCH=$TARGETARCH go build\`, \`cargo build --target …\`, \`dotnet publish -a $TARGETARCH\`.

Silent where the output fits every platform (bundles of JavaScript, jars, .NET assemblies without a runtime identifier), where the platform is chosen by other means (\`GOARCH\`, \`--target\`, \`xx-go\`), and where nothing is copied out of the stage into an image for
another platform.`,
  examples: [
    {
      title: "A Go program",
      bad: 'FROM --platform=$BUILDPLATFORM golang:1.27 AS build\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /server .\n\nFROM scratch\nCOPY --from=build /server /server\nUSER 10001\nCMD ["/server"]\n',
      good: 'FROM --platform=$BUILDPLATFORM golang:1.27 AS build\nCOPY . .\nARG TARGETOS TARGETARCH\nRUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /server .\n\nFROM scratch\nCOPY --from=build /server /server\nUSER 10001\nCMD ["/server"]\n',
    },
  ],
  links: ["https://docs.docker.com/build/building/multi-platform/#cross-compilation"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D1"],
  judges: "connected",
  check(file, { workspace, report }) {
    const built = builtStages(file, workspace);
    const receiving = new Set<Stage>();
    for (const stage of built) {
      if (isOnBuilder(stage)) continue;
      for (const one of stage.instructions)
        if (one.keyword === "COPY" && one.fromStage && !receiving.has(one.fromStage)) {
          for (const link of one.fromStage.chain) receiving.add(link);
        }
    }
    for (const stage of built) {
      if (!receiving.has(stage) || !isOnBuilder(stage) || choosesTarget(stage)) continue;
      const compilers = compilersIn(stage);
      const [first] = compilers;
      if (!first) continue;
      const fix = goFix(stage, compilers);
      const verb = first.invocation.args.find(({ text }) => /^(?:build|install|publish)$/.test(text));
      report({
        span: verb ? { start: first.invocation.nameWord.span.start, end: verb.span.end } : first.invocation.nameWord.span,
        message: `This stage runs on the platform of the builder, and \`${first.invocation.name}\` compiles for that one alone. Declare \`ARG TARGETOS TARGETARCH\` and hand them to the compiler.`,
        ...(fix && { fixes: [fix] }),
      });
    }
  },
});

function isOnBuilder({ chain }: Stage): boolean {
  return /^["']?\$(?:BUILDPLATFORM|\{BUILDPLATFORM\})["']?$/.test(chain[0]?.from.platform?.raw ?? "");
}

/** Whether anything in the stage, or in those that it is built on, tells which platform it compiles for, or calls what may do so. */
function choosesTarget({ chainInstructions }: Stage): boolean {
  return chainInstructions.some((one) => {
    if (one.keyword !== "RUN" && one.keyword !== "ENV" && one.keyword !== "ARG") return false;
    return [one.rest, ...one.heredocs.map(({ body }) => body)].some(({ text }) =>
      /TARGET(?:ARCH|OS|PLATFORM|VARIANT)|GOARCH|GOARM|CARGO_BUILD_TARGET|--target\b|\bxx-|goreleaser|-march\b/.test(text),
    );
  });
}

interface Compiler {
  readonly run: RunInstruction;
  readonly invocation: Invocation;
}

/** The calls that make programs for one platform. */
function compilersIn(stage: Stage): readonly Compiler[] {
  const compiled = compilationsOf(stage).filter(({ builder, invocation: { args } }) => {
    if (builder === "dotnet")
      return args.some(({ text }) =>
        /^(?:-r|--runtime|--use-current-runtime|--ucr|--self-contained|--sc)\b|^[-/]p:Publish(?:Aot|SingleFile)=true/i.test(text),
      );
    return builder === "go" || builder === "rust";
  });
  if (compiled.length > 0) return compiled;
  return stage.instructions.flatMap((one) =>
    one.keyword === "RUN"
      ? invocationsOf(one.command)
          .filter(
            ({ name, args }) =>
              /^(?:gcc|g\+\+|cc|clang|clang\+\+)$/.test(name ?? "") && args.some(({ text }) => /\.(?:c|cc|cpp|cxx|o)$/.test(text)),
          )
          .map((invocation) => ({ run: one, invocation }))
      : [],
  );
}

/** The fix that hands the target to each `go build`; none where the stage compiles by other means as well. */
function goFix(stage: Stage, compilers: readonly Compiler[]): Fix | undefined {
  const [first] = compilers;
  const isPlain = ({ invocation }: Compiler) =>
    invocation.name === "go" && isEditable(invocation) && invocation.command?.wrappers.length === 0 && !invocation.isJson;
  if (!first || !compilers.every(isPlain)) return undefined;
  // A GOOS that is chosen stays.
  const hasSystem = stage.chainInstructions.some(
    (one) => /\bGOOS\b/.test(one.rest.text) || one.heredocs.some(({ body }) => /\bGOOS\b/.test(body.text)),
  );
  const names = hasSystem ? "TARGETARCH" : "TARGETOS TARGETARCH";
  const settings = `${hasSystem ? "" : "GOOS=$TARGETOS "}GOARCH=$TARGETARCH `;
  return {
    title: "Compile for the platform of the image",
    safety: "unsafe",
    changes: [
      {
        kind: "edit",
        path: stage.file.source.path,
        edits: [
          insertInstructions(stage, placeBefore(stage, first.run), `ARG ${names}`),
          ...compilers.map(({ invocation }) => insert(invocation.nameWord.span.start, settings)),
        ],
      },
    ],
  };
}
