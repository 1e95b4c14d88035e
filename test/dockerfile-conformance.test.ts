// Every id of hadolint and of BuildKit's checks: a Dockerfile of our own on which the rule that carries the id reports, and one on which it is silent.
import { describe, expect, test } from "vitest";
import { check, detectLanguage, loadConfiguration, memoryWorkspace, rules, SourceText } from "../server/engine/index.ts";

interface Row {
  readonly bad: string;
  /** The words that are marked in `bad`. */
  readonly on: string;
  readonly clean: string;
  readonly files?: Readonly<Record<string, string>>;
  /** The file that is checked; the Dockerfile where left out, whose text is `bad` or `clean`. */
  readonly path?: string;
  /** The options of the rule. */
  readonly options?: object;
}

const row = (bad: string, on: string, clean: string, more: Partial<Row> = {}): Row => ({ bad, on, clean, ...more });
/** With the line of the base image, which most texts share. */
const on =
  (base: string) =>
  (bad: string, marked: string, clean: string, more: Partial<Row> = {}) =>
    row(`FROM ${base}\n${bad}\n`, marked, `FROM ${base}\n${clean}\n`, more);
const debian = on("debian:13");
const alpine = on("alpine:3.22");
const fedora = on("fedora:43");
const suse = on("opensuse/leap:15.6");
const python = on("python:3.13-slim");

/** hadolint 2.15 (https://github.com/hadolint/hadolint#rules). */
const hadolint: Readonly<Record<string, Row>> = {
  DL1001: row("FROM debian:13\n# hadolint ignore=DL3004\nRUN sudo id\n", "# hadolint ignore=DL3004", "FROM debian:13\nRUN sudo id\n"),
  DL3000: debian("WORKDIR app", "app", "WORKDIR /app\nWORKDIR sub"),
  DL3001: debian("RUN service nginx start", "service", "RUN nginx -t"),
  DL3002: debian("USER root", "root", "USER root\nRUN true\nUSER 1000"),
  DL3003: debian("RUN cd /srv", "cd /srv", "WORKDIR /srv\nRUN cd /srv && make"),
  DL3004: debian("RUN sudo id", "sudo", "RUN id"),
  DL3006: row("FROM debian\n", "debian", "FROM debian:13 AS a\nFROM a\n"),
  DL3007: row("FROM debian:latest\n", "latest", "FROM debian:13\n"),
  DL3008: debian("RUN apt-get install -y curl", "curl", "RUN apt-get install -y curl=8.14.1-2"),
  DL3009: debian(
    "RUN apt-get update && apt-get install -y curl",
    "apt-get update",
    "RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*",
  ),
  DL3010: debian("COPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /srv", "COPY", "ADD app.tar.gz /srv/\nRUN true"),
  DL3011: debian("EXPOSE 65536", "65536", "EXPOSE 65535"),
  DL3012: debian('HEALTHCHECK CMD ["a"]\nHEALTHCHECK CMD ["b"]', "HEALTHCHECK", 'HEALTHCHECK CMD ["b"]'),
  DL3013: python("RUN pip install flask", "flask", "RUN pip install flask==3.1.2"),
  DL3014: debian("RUN apt-get install curl", "apt-get install", "RUN apt-get install -y curl"),
  DL3015: debian("RUN apt-get install -y curl", "apt-get install", "RUN apt-get install -y --no-install-recommends curl"),
  DL3016: on("node:24")("RUN npm install -g pnpm", "pnpm", "RUN npm install -g pnpm@10.20.0"),
  DL3018: alpine("RUN apk add --no-cache curl", "curl", "RUN apk add --no-cache curl=8.14.1-r2"),
  DL3019: alpine("RUN apk add curl", "apk add", "RUN apk add --no-cache curl"),
  DL3020: debian("ADD app.py /app/", "ADD", "ADD app.tar.gz /app/\nADD https://example.com/a.txt /app/"),
  DL3021: debian("COPY a b /app", "/app", "COPY a b /app/"),
  DL3022: row(
    "FROM debian:13\nCOPY --from=build /a /a\nFROM debian:13 AS build\n",
    "build",
    "FROM debian:13 AS build\nFROM debian:13\nCOPY --from=build /a /a\n",
  ),
  DL3023: row("FROM debian:13 AS a\nCOPY --from=a /x /y\n", "a", "FROM debian:13 AS a\nFROM debian:13\nCOPY --from=a /x /y\n"),
  DL3024: row("FROM debian:13 AS a\nFROM alpine:3.22 AS a\n", "a", "FROM debian:13 AS a\nFROM alpine:3.22 AS b\n"),
  DL3025: debian("CMD serve --port 80", "CMD", 'CMD ["serve", "--port", "80"]'),
  DL3026: row("FROM quay.io/acme/base:1\n", "quay.io/acme/base:1", "FROM ghcr.io/acme/base:1\n", { options: { registries: ["ghcr.io"] } }),
  DL3027: debian("RUN apt install -y curl", "apt", "RUN apt-get install -y curl"),
  DL3028: on("ruby:3.4")("RUN gem install rake", "rake", "RUN gem install rake:13.3.0"),
  DL3029: row("FROM --platform=linux/amd64 debian:13\n", "linux/amd64", "FROM --platform=$BUILDPLATFORM debian:13\n"),
  DL3030: on("rockylinux:9")("RUN yum install curl", "yum install", "RUN yum install -y curl"),
  DL3032: on("rockylinux:9")("RUN yum install -y curl", "yum install", "RUN yum install -y curl && yum clean all"),
  DL3033: on("rockylinux:9")("RUN yum install -y curl", "curl", "RUN yum install -y curl-7.76.1"),
  DL3034: suse("RUN zypper install curl", "zypper install", "RUN zypper --non-interactive install curl"),
  DL3035: suse("RUN zypper -n dist-upgrade", "zypper -n dist-upgrade", "RUN zypper -n refresh"),
  DL3036: suse("RUN zypper -n install curl", "zypper -n install", "RUN zypper -n install curl && zypper clean"),
  DL3037: suse("RUN zypper -n install curl", "curl", "RUN zypper -n install curl=8.6.0"),
  DL3038: fedora("RUN dnf install curl", "dnf install", "RUN dnf install -y curl"),
  DL3040: fedora("RUN dnf install -y curl", "dnf install", "RUN dnf install -y curl && dnf clean all"),
  DL3041: fedora("RUN dnf install -y curl", "curl", "RUN dnf install -y curl-8.15.0"),
  DL3042: python("RUN pip install flask==3.1.2", "pip install", "RUN pip install --no-cache-dir flask==3.1.2"),
  DL3043: debian("ONBUILD FROM debian:13", "FROM", "ONBUILD RUN true"),
  DL3044: debian('ENV ROOT=/srv BIN="$ROOT/bin"', '"$ROOT/bin"', 'ENV ROOT=/srv\nENV BIN="$ROOT/bin"'),
  DL3045: debian("COPY app.py .", ".", "WORKDIR /app\nCOPY app.py ."),
  DL3046: debian("RUN useradd -u 123456 app", "123456", "RUN useradd -l -u 123456 app"),
  DL3047: debian("RUN wget https://example.com/a.txt", "wget", "RUN wget -nv https://example.com/a.txt"),
  DL3048: debian("LABEL Build_Team=me", "Build_Team", "LABEL com.example.build-team=me"),
  DL3049: row("FROM debian:13\nLABEL a=b\n", "FROM", "FROM debian:13\nLABEL owner=me\n", { options: { labels: ["owner"] } }),
  DL3050: debian("LABEL owner=me other=x", "other", "LABEL owner=me", { options: { labels: ["owner"], onlyThese: true } }),
  DL3051: debian('LABEL owner=""', '""', "LABEL owner=me", { options: { labels: ["owner"] } }),
  DL3052: debian("LABEL home=here", "here", "LABEL home=https://example.com", { options: { labels: ["home=url"] } }),
  DL3053: debian("LABEL built=today", "today", "LABEL built=2026-11-23T10:00:00Z", { options: { labels: ["built=rfc3339"] } }),
  DL3054: debian('LABEL licence="do what you like"', '"do what you like"', "LABEL licence=MIT", { options: { labels: ["licence=spdx"] } }),
  DL3055: debian("LABEL commit=main", "main", "LABEL commit=0a1b2c3", { options: { labels: ["commit=hash"] } }),
  DL3056: debian("LABEL version=one", "one", "LABEL version=1.2.3", { options: { labels: ["version=semver"] } }),
  DL3057: row(
    'FROM node:24\nEXPOSE 3000\nUSER node\nCMD ["node", "server.js"]\n',
    "CMD",
    'FROM node:24\nEXPOSE 3000\nUSER node\nHEALTHCHECK CMD ["curl", "-f", "http://127.0.0.1:3000/"]\nCMD ["node", "server.js"]\n',
  ),
  DL3058: debian("LABEL contact=me", "me", "LABEL contact=me@example.com", { options: { labels: ["contact=email"] } }),
  DL3059: debian("RUN mkdir /a\nRUN mkdir /b", "RUN", "RUN mkdir /a && mkdir /b"),
  DL3060: on("node:24")(
    "COPY package.json yarn.lock ./\nRUN yarn install --frozen-lockfile",
    "yarn install",
    "COPY package.json yarn.lock ./\nRUN yarn install --frozen-lockfile && yarn cache clean",
  ),
  DL3061: row("RUN true\nFROM debian:13\n", "RUN", "ARG VERSION=13\nFROM debian:${VERSION}\n"),
  DL3062: on("golang:1.26")("RUN go install example.com/tool@latest", "example.com/tool@latest", "RUN go install example.com/tool@v1.2.3"),
  DL3063: row("FROM debian:13 AS scratch\n", "scratch", "FROM debian:13 AS base\n"),
  DL3064: debian("ENV API_TOKEN=abc123def456", "API_TOKEN", "ENV API_URL=https://example.com"),
  DL3065: row("FROM --platform=$TARGETPLATFORM debian:13\n", "--platform=$TARGETPLATFORM", "FROM --platform=$BUILDPLATFORM debian:13\n"),
  DL3066: on("node:24")("USER node", "node", "USER 1000"),
  DL3067: row(
    "FROM debian:13 AS a\nRUN make\nFROM debian:13\nCOPY --from=a / /\n",
    "/",
    "FROM debian:13 AS a\nRUN make\nFROM debian:13\nCOPY --from=a /out /out\n",
  ),
  DL4000: debian("MAINTAINER me@example.com", "MAINTAINER", 'LABEL org.opencontainers.image.authors="me@example.com"'),
  DL4001: debian(
    "RUN curl -fsSO https://example.com/a\nRUN wget -q https://example.com/b",
    "wget",
    "RUN curl -fsSO https://example.com/a\nRUN curl -fsSO https://example.com/b",
  ),
  DL4003: debian('CMD ["a"]\nCMD ["b"]', "CMD", 'CMD ["b"]'),
  DL4004: debian('ENTRYPOINT ["a"]\nENTRYPOINT ["b"]', "ENTRYPOINT", 'ENTRYPOINT ["b"]'),
  DL4005: debian("RUN ln -sf /bin/bash /bin/sh", "ln -sf /bin/bash /bin/sh", 'SHELL ["/bin/bash", "-c"]'),
  DL4006: debian(
    "RUN curl -fsSL https://example.com/a | tar -xz",
    "curl",
    'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/a | tar -xz',
  ),
};

/** The checks of BuildKit's Dockerfile frontend 1.26 (https://docs.docker.com/reference/build-checks/). */
const buildkit: Readonly<Record<string, Row>> = {
  StageNameCasing: row("FROM debian:13 AS Build\n", "Build", "FROM debian:13 AS build\n"),
  FromAsCasing: row("FROM debian:13 as build\nRUN true\n", "as", "FROM debian:13 AS build\nRUN true\n"),
  NoEmptyContinuation: debian("RUN a \\\n\n  b", "", "RUN a \\\n  # why\n  b"),
  ConsistentInstructionCasing: debian("RUN true\nworkdir /app", "workdir", "RUN true\nWORKDIR /app"),
  DuplicateStageName: row("FROM debian:13 AS a\nFROM alpine:3.22 AS A\n", "A", "FROM debian:13 AS a\nFROM alpine:3.22 AS b\n"),
  ReservedStageName: row("FROM debian:13 AS context\n", "context", "FROM debian:13 AS build\n"),
  JSONArgsRecommended: debian("ENTRYPOINT serve", "ENTRYPOINT", 'ENTRYPOINT ["serve"]'),
  MaintainerDeprecated: debian("MAINTAINER me", "MAINTAINER", 'LABEL org.opencontainers.image.authors="me"'),
  UndefinedArgInFrom: row("FROM debian:$VERSION\n", "VERSION", "ARG VERSION=13\nFROM debian:$VERSION\n"),
  WorkdirRelativePath: debian("WORKDIR app/src", "app/src", "WORKDIR /app\nWORKDIR src"),
  UndefinedVar: debian("ENV NODE_VERSION=24\nLABEL node=$NODE_VERSON", "NODE_VERSON", "ENV NODE_VERSION=24\nLABEL node=$NODE_VERSION"),
  MultipleInstructionsDisallowed: debian('CMD ["a"]\nCMD ["b"]', "CMD", 'CMD ["b"]'),
  LegacyKeyValueFormat: debian("ENV DIR /srv", "DIR", "ENV DIR=/srv"),
  RedundantTargetPlatform: row("FROM --platform=$TARGETPLATFORM debian:13\n", "--platform=$TARGETPLATFORM", "FROM debian:13\n"),
  SecretsUsedInArgOrEnv: debian("ENV AWS_SECRET_ACCESS_KEY=abc123def456", "AWS_SECRET_ACCESS_KEY", "ENV AWS_REGION=eu-west-1"),
  InvalidDefaultArgInFrom: row("ARG VERSION\nFROM debian:${VERSION}\n", "VERSION", "ARG VERSION=13\nFROM debian:${VERSION}\n"),
  FromPlatformFlagConstDisallowed: row(
    "FROM --platform=linux/arm64 debian:13 AS build\n",
    "linux/arm64",
    "FROM --platform=linux/arm64 debian:13 AS build-arm64\n",
  ),
  CopyIgnoredFile: debian("COPY dist ./", "dist", "COPY src ./", {
    files: { ".dockerignore": "dist\n", "dist/app.js": "", "src/app.js": "" },
    path: ".dockerignore",
  }),
  InvalidDefinitionDescription: row(
    "# The image that ships.\nFROM debian:13 AS app\n",
    "# The image that ships.",
    "# app is the image that ships.\nFROM debian:13 AS app\n",
  ),
  ExposeProtoCasing: debian("EXPOSE 80/TCP", "TCP", "EXPOSE 80/tcp"),
  ExposeInvalidFormat: debian("EXPOSE 8080:80", "8080:80", "EXPOSE 80"),
};

/** What no rule can carry, and why. */
const exceptions: Readonly<Record<string, string>> = {
  "buildkit:InvalidBaseImagePlatform": "Only a registry knows for which platforms there is an image.",
};

const rows = { ...prefixed("hadolint", hadolint), ...prefixed("buildkit", buildkit) };

/** Every id that there is: hadolint's, by number, and the names of BuildKit's checks. */
const ids = [
  ...`1001 3000 3001 3002 3003 3004 3006 3007 3008 3009 3010 3011 3012 3013 3014 3015 3016 3018 3019 3020 3021 3022 3023 3024 3025 3026
    3027 3028 3029 3030 3032 3033 3034 3035 3036 3037 3038 3040 3041 3042 3043 3044 3045 3046 3047 3048 3049 3050 3051 3052 3053 3054 3055
    3056 3057 3058 3059 3060 3061 3062 3063 3064 3065 3066 3067 4000 4001 4003 4004 4005 4006`
    .split(/\s+/)
    .map((number) => `hadolint:DL${number}`),
  ...`StageNameCasing FromAsCasing NoEmptyContinuation ConsistentInstructionCasing DuplicateStageName ReservedStageName JSONArgsRecommended
    MaintainerDeprecated UndefinedArgInFrom WorkdirRelativePath UndefinedVar MultipleInstructionsDisallowed LegacyKeyValueFormat
    InvalidBaseImagePlatform RedundantTargetPlatform SecretsUsedInArgOrEnv InvalidDefaultArgInFrom FromPlatformFlagConstDisallowed
    CopyIgnoredFile InvalidDefinitionDescription ExposeProtoCasing ExposeInvalidFormat`
    .split(/\s+/)
    .map((name) => `buildkit:${name}`),
];

test("hadolint has 71 ids, BuildKit 22", () => {
  expect(ids.filter((id) => id.startsWith("hadolint:"))).toHaveLength(71);
  expect(ids.filter((id) => id.startsWith("buildkit:"))).toHaveLength(22);
});

test("every id is carried by a rule and has its row here, but for the exceptions", () => {
  const carried = new Set(rules.flatMap(({ alsoKnownAs = [] }) => alsoKnownAs));
  expect(ids.filter((id) => !carried.has(id)).sort()).toEqual(Object.keys(exceptions));
  expect(ids.filter((id) => rows[id] === undefined).sort()).toEqual(Object.keys(exceptions));
});

describe.each(Object.entries(rows))("%s", (id, { bad, on: marked, clean, files = {}, path = "Dockerfile", options }) => {
  const carriers = rules.filter(({ alsoKnownAs = [] }) => alsoKnownAs.includes(id));

  test("is reported at its words, by a rule of that name", () => {
    expect(said(bad)).toContain(marked);
  });

  test("is silent where nothing is wrong", () => {
    expect(said(clean)).toEqual([]);
  });

  /** What the rules of the id mark. */
  function said(dockerfile: string): readonly string[] {
    const set = options && `rules:\n${carriers.map((rule) => `  ${rule.id}: [warning, ${JSON.stringify(options)}]\n`).join("")}`;
    const all: Record<string, string> = { ...files, Dockerfile: dockerfile, ...(set && { ".deployment-patterns.yaml": set }) };
    const workspace = memoryWorkspace(all);
    const configuration = loadConfiguration(path, workspace, { preset: "all" });
    expect(configuration.problems).toEqual([]);
    const source = new SourceText(path, all[path] as string);
    const language = detectLanguage(path);
    if (!language) throw new Error(`${path} is of no language`);
    return check(source, language, { workspace, configuration, today: "2026-11-23" })
      .filter(({ rule }) => carriers.some((carrier) => carrier.id === rule))
      .map(({ span }) => source.slice(span));
  }
});

function prefixed(tool: string, table: Readonly<Record<string, Row>>): Record<string, Row> {
  return Object.fromEntries(Object.entries(table).map(([id, one]) => [`${tool}:${id}`, one]));
}
