import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/toolchain-in-final-stage.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const go = "FROM golang:1.27-alpine\nWORKDIR /src\nCOPY . .\n";

describe("dockerfile/toolchain-in-final-stage", () => {
  it.each([
    ["golang", `${go}RUN go build -o /app .\nCMD ["/app"]\n`, "golang"],
    ["rust", 'FROM rust:1.90\nCOPY . .\nRUN cargo build --release\nCMD ["./target/release/app"]\n', "rust"],
    ["maven", 'FROM maven:3.9-eclipse-temurin-25\nCOPY . .\nRUN mvn package\nCMD ["java", "-jar", "target/app.jar"]\n', "maven"],
    ["gradle", 'FROM gradle:9-jdk25\nCOPY . .\nRUN gradle bootJar\nCMD ["java", "-jar", "build/libs/app.jar"]\n', "gradle"],
    [
      ".NET",
      'FROM mcr.microsoft.com/dotnet/sdk:10.0\nCOPY . .\nRUN dotnet publish -o /out\nENTRYPOINT ["dotnet", "/out/App.dll"]\n',
      "mcr.microsoft.com/dotnet/sdk",
    ],
    ["a program that was copied in", 'FROM golang:1.27\nCOPY app /app\nENTRYPOINT ["/app"]\n', "golang"],
    ["an unknown version", 'ARG V\nFROM golang:$V\nCOPY app /app\nENTRYPOINT ["/app"]\n', "golang"],
  ])("reports %s on its name", (_, text, on) => {
    expect(run(rule, text)).toMatchObject([{ on }]);
    expect(run(rule, text)[0]?.severity).toBeUndefined();
  });

  it("reports the image that the final stage inherits from", () => {
    expect(run(rule, 'FROM golang:1.27 AS base\nFROM base\nCOPY a /a\nCMD ["/a"]\n')).toMatchObject([{ at: "1:6", on: "golang" }]);
  });

  it("reports Node.js under a web server", () => {
    const text =
      'FROM node:24-alpine\nRUN apk add nginx\nCOPY . .\nRUN npm run build && cp -r dist /usr/share/nginx/html\nCMD ["nginx", "-g", "daemon off;"]\n';
    expect(run(rule, text)).toMatchObject([{ at: "1:6", on: "node", message: expect.stringContaining("Node.js") }]);
  });

  it("gives information only about a JDK in place of a JRE", () => {
    expect(run(rule, 'FROM eclipse-temurin:25-jdk\nCOPY app.jar /\nCMD ["java", "-jar", "/app.jar"]\n')).toMatchObject([
      { severity: "info", fixed: ['FROM eclipse-temurin:25-jre\nCOPY app.jar /\nCMD ["java", "-jar", "/app.jar"]\n'] },
    ]);
  });

  it.each([
    ["the toolchain as the command", 'FROM golang:1.27\nCOPY . .\nCMD ["go", "run", "."]\n'],
    ["the toolchain behind a shell", "FROM maven:3\nCOPY . .\nCMD mvn spring-boot:run\n"],
    ["dotnet watch", 'FROM mcr.microsoft.com/dotnet/sdk:10.0\nCMD ["dotnet", "watch"]\n'],
    ["a shell", 'FROM golang:1.27\nCMD ["bash"]\n'],
    ["a container that waits", 'FROM golang:1.27\nCMD ["sleep", "infinity"]\n'],
    ["no command", "FROM golang:1.27\nRUN go install example.com/tool@v1.0.0\n"],
    ["a script that cannot be seen", 'FROM golang:1.27\nCOPY . .\nENTRYPOINT ["./entrypoint.sh"]\n'],
    ["a runtime image", 'FROM golang:1.27 AS build\nRUN go build -o /app .\nFROM alpine:3.24\nCOPY --from=build /app /app\nCMD ["/app"]\n'],
    ["a JRE", 'FROM eclipse-temurin:25-jre\nCMD ["java", "-jar", "/app.jar"]\n'],
    ["Node.js that runs", 'FROM node:24\nCMD ["node", "a.js"]\n'],
    ["an unknown image", 'FROM example.com/golang:1\nCMD ["/app"]\n'],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("reads the script that is started", () => {
    const text = 'FROM golang:1.27\nCOPY . .\nENTRYPOINT ["./entrypoint.sh"]\n';
    expect(places(rule, text, { files: { "entrypoint.sh": "#!/bin/sh\nexec go run .\n" } })).toEqual([]);
    expect(places(rule, text, { files: { "entrypoint.sh": "#!/bin/sh\nexec /app\n" } })).toEqual(["1:6"]);
    const inline = 'FROM golang:1.27\nCOPY <<EOF /entrypoint.sh\nexec /app\nEOF\nENTRYPOINT ["/entrypoint.sh"]\n';
    expect(places(rule, inline)).toEqual(["1:6"]);
  });

  it("gives a hint only for development", () => {
    const text = `${go}RUN go build -o /app .\nCMD ["/app"]\n`;
    expect(run(rule, text, { path: "Dockerfile.dev" })).toMatchObject([{ severity: "hint" }]);
    expect(run(rule, text.replace("\n", " AS debug\n"))).toMatchObject([{ severity: "hint" }]);
  });

  it.each([
    [
      "a static Go program",
      `${go}RUN CGO_ENABLED=0 go build -o /app .\nEXPOSE 8080\nCMD ["/app"]\n`,
      "gcr.io/distroless/static-debian13:nonroot",
      "COPY --from=build /app /app",
    ],
    [
      "a Go program that may need libc",
      `${go.replace("-alpine", "")}RUN go build -o bin/app ./cmd/app\nCMD ["./bin/app"]\n`,
      "gcr.io/distroless/base-debian13:nonroot",
      "COPY --from=build /src/bin/app /src/bin/app",
    ],
    [
      "a Go package's own name",
      `${go}RUN go build ./cmd/web\nCMD ["/src/web"]\n`,
      "gcr.io/distroless/static-debian13:nonroot",
      "COPY --from=build /src/web /src/web",
    ],
    [
      "a Go program in PATH",
      `${go}RUN go install ./cmd/web\nCMD ["web"]\n`,
      "gcr.io/distroless/static-debian13:nonroot",
      "COPY --from=build /go/bin/web /usr/local/bin/web",
    ],
    [
      "a Go program in shell form",
      `${go}RUN go build -o /app .\nCMD /app --port 80\n`,
      "gcr.io/distroless/static-debian13:nonroot",
      'CMD ["/app", "--port", "80"]',
    ],
    [
      "Rust",
      'FROM rust:1.90\nWORKDIR /src\nCOPY . .\nRUN cargo build --release\nCMD ["./target/release/app"]\n',
      "gcr.io/distroless/cc-debian13:nonroot",
      "COPY --from=build /src/target/release/app /src/target/release/app",
    ],
    [
      "a jar",
      'FROM maven:3.9-eclipse-temurin-25\nWORKDIR /src\nCOPY . .\nRUN mvn -B package\nCMD ["java", "-jar", "target/app.jar"]\n',
      "eclipse-temurin:25-jre",
      "COPY --from=build /src/target/app.jar /src/target/app.jar",
    ],
    [
      ".NET",
      'FROM mcr.microsoft.com/dotnet/sdk:10.0\nWORKDIR /src\nCOPY . .\nRUN dotnet publish -c Release -o /out\nENTRYPOINT ["dotnet", "/out/App.dll"]\n',
      "mcr.microsoft.com/dotnet/aspnet:10.0",
      "COPY --from=build /out /out",
    ],
  ])("splits %s", (_, text, image, line) => {
    const [problem] = run(rule, text);
    expect(problem?.fixed[0]).toContain(`\n\nFROM ${image}\n`);
    expect(problem?.fixed[0]).toContain(`${line}\n`);
    expectLawfulFixes(rule, text);
  });

  it("puts the runtime image in place where the program was built before", () => {
    const text = "FROM golang:1.27 AS build\nRUN go build -o /app .\nFROM golang:1.27 # final\nCOPY --from=build /app /app\nCMD /app\n";
    expect(run(rule, text)[0]?.fixed).toEqual([
      'FROM golang:1.27 AS build\nRUN go build -o /app .\nFROM gcr.io/distroless/static-debian13:nonroot # final\nCOPY --from=build /app /app\nCMD ["/app"]\n',
    ]);
  });

  it.each([
    ["cgo and libraries", `${go}RUN apk add gcc musl-dev && go build -o /app .\nCMD ["/app"]\n`],
    ["a user that is created", `${go}RUN go build -o /app . && adduser -D app\nUSER app\nCMD ["/app"]\n`],
    ["a probe that needs a shell", `${go}RUN go build -o /app .\nHEALTHCHECK CMD wget -q localhost || exit 1\nCMD ["/app"]\n`],
    ["a command that needs a shell", `${go}RUN go build -o /app .\nCMD /app --port $PORT\n`],
    ["another program than was built", `${go}RUN go build -o /app .\nCMD ["/other"]\n`],
    ["an unknown output", `${go}RUN go build -o $OUT .\nCMD ["/app"]\n`],
    ["packages that the program may need", `${go}RUN apk add ffmpeg\nRUN go build -o /app .\nCMD ["/app"]\n`],
    [
      "more work in the final stage",
      'FROM golang:1.27 AS build\nFROM golang:1.27\nCOPY --from=build /app /app\nRUN mkdir /data\nCMD ["/app"]\n',
    ],
    [
      "an SDK whose runtime is not supported any more",
      'FROM mcr.microsoft.com/dotnet/sdk:6.0\nRUN dotnet publish -o /out\nCMD ["dotnet", "/out/a.dll"]\n',
    ],
    ["a jar by pattern", "FROM maven:3.9-eclipse-temurin-25\nRUN mvn package\nCMD java -jar target/*.jar\n"],
    ["a version of Java that the tag does not name", 'FROM maven:3\nWORKDIR /a\nRUN mvn package\nCMD ["java", "-jar", "target/a.jar"]\n'],
  ])("offers nothing with %s", (_, text) => {
    expect(run(rule, text)).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    ["CRLF and comments", `# go\n${go}# build\nRUN go build -o /app .\n# run\nCMD ["/app"]\n`.replaceAll("\n", "\r\n")],
    ["continuations", `${go}RUN go build \\\n    # small\n    -o /app \\\n    .\nCMD ["/app"]\n`],
    ["a heredoc", `${go}RUN <<EOF\nset -e\ngo build -o /app .\nEOF\nCMD ["/app"]\n`],
    [
      "a name that is taken",
      `FROM alpine:3.24 AS build\nRUN touch /a\n${go}COPY --from=build /a /a\nRUN go build -o /app .\nCMD ["/app"]\n`,
    ],
    ["mounts", `${go}RUN --mount=type=cache,target=/go/pkg/mod go build -o /app .\nCMD ["/app"]\n`],
  ])("keeps the laws with %s", (_, text) => {
    expect(run(rule, text)[0]?.fixed).toHaveLength(1);
    expectLawfulFixes(rule, text);
  });
});
