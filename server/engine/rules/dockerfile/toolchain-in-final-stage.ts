import { baseImageOf } from "../../image/base.ts";
import { toolchainFix } from "../../image/multi-stage.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { isServedByOther, runsToolchain, startsNothing } from "../../image/toolchain.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/toolchain-in-final-stage",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "The final image is a compiler's or SDK's, though nothing is compiled when it runs.",
  why: `An image such as \`golang\`, \`rust\`, \`maven\` or \`dotnet/sdk\` weighs several hundred megabytes more than the program needs, brings the faults of all
its packages along, and hands a compiler and a package manager to whoever gets in.

Compile in a stage of its own and start the last one from an image for running: distroless for a static binary, a JRE for a jar, \`aspnet\` for
.NET, the web server for files that a bundler wrote.

Nothing is reported where the command runs the toolchain itself (\`mvn\`, \`go run\`, a shell), where there is no command, where the started
script cannot be seen, and for development files. A JDK in place of a JRE is reported as information only.`,
  examples: [
    {
      title: "A Go program on the compiler's image",
      bad: 'FROM golang:1.27-alpine\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nUSER 65532:65532\nENTRYPOINT ["/app"]\n',
      good: 'FROM golang:1.27-alpine AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\n\nFROM gcr.io/distroless/static-debian13:nonroot\nWORKDIR /src\nCOPY --from=build /app /app\nUSER 65532:65532\nENTRYPOINT ["/app"]\n',
    },
    {
      title: "A jar that was built before, run on the image that builds it",
      bad: 'FROM maven:3.9-eclipse-temurin-25 AS build\nCOPY . .\nRUN mvn package\n\nFROM maven:3.9-eclipse-temurin-25\nCOPY --from=build /target/app.jar /app.jar\nUSER 10001\nCMD ["java", "-jar", "/app.jar"]\n',
      good: 'FROM maven:3.9-eclipse-temurin-25 AS build\nCOPY . .\nRUN mvn package\n\nFROM eclipse-temurin:25-jre\nCOPY --from=build /target/app.jar /app.jar\nUSER 10001\nCMD ["java", "-jar", "/app.jar"]\n',
    },
  ],
  links: [
    "https://docs.docker.com/build/building/multi-stage/",
    "https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image",
  ],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D1", "D8"],
  uncovers: ["dockerfile/undigested-base-image", "dockerfile/unlinked-copy"],
  check(file, { workspace, today, report }) {
    for (const stage of productionStages(file, workspace)) {
      const base = baseImageOf(stage);
      const root = stage.chain[0];
      if (!base || !root || startsNothing(stage) || runsToolchain(stage, workspace)) continue;
      if (base.kind !== "sdk" && !(base.name === "node" && isServedByOther(stage))) continue;
      const fix = toolchainFix(stage, workspace, today);
      const isJdk = base.kind === "sdk" && base.runtimes.length === 1 && base.runtimes[0] === "java";
      report({
        span: root.from.image?.nameSpan ?? root.from.keywordSpan,
        message:
          base.kind === "sdk"
            ? `The final image keeps the whole toolchain of \`${base.name}\`, which nothing that it starts needs. Compile in an earlier stage and run on ${base.runtimeImage ? `an image such as \`${base.runtimeImage}\`` : "a smaller image"}.`
            : "The final image keeps Node.js, though a web server answers for it. Build in an earlier stage and copy the files to the web server's image.",
        ...(fix && { fixes: [fix] }),
        ...(isJdk && { severity: "info" as const }),
        ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
      });
    }
  },
});
