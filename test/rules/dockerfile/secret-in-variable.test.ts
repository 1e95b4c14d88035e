import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/secret-in-variable.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const from = "FROM alpine:3.24\n";

describe("dockerfile/secret-in-variable", () => {
  it.each([
    "ARG NPM_TOKEN",
    "ARG GITHUB_PAT_TOKEN",
    "ENV DB_PASSWORD=wR7-hhq2",
    "ENV DB_PASSWD wR7-hhq2",
    "ENV DB_PASSWORD=90210477",
    "ENV AWS_SECRET_ACCESS_KEY=$KEY",
    "ENV CLIENT_SECRET=abcdefgh",
    "ARG API_KEY",
    "ARG APIKEY",
    "ARG apiKey",
    "ARG SSH_PRIVATE_KEY",
    "ARG REGISTRY_AUTH",
    "ARG service_credentials",
    "ARG GITHUB_PAT",
    "ARG SSH_KEY",
    "ARG FEED_ACCESSTOKEN",
    "ENV JWT_SECRET=my-super-secret-jwt-key-2026",
    "ARG VITE_DB_PASSWORD",
  ])("reports the name in `%s`", (line) => {
    const [problem, ...others] = run(rule, `${from}${line}\n`);
    expect(others).toEqual([]);
    expect(problem?.at).toBe("2:5");
    expect(line).toContain(problem?.on);
  });

  it.each([
    ["a word that only starts like one", "ARG TOKENIZER=bpe"],
    ["words that only begin alike", "ENV SECRETARY=x9s8d7f6 KEYBOARD=de-DE9 PASSWORDLESS=on1x AUTHOR=me99x"],
    ["a folder", "ENV API_KEYS_DIR=abc9s8d7"],
    ["a kind", "ENV PASSWORD_TYPE=a1b2c3d4"],
    ["a question", "ENV SECRET_PROMPT=a1b2c3d4"],
    ["an identifier", "ENV SECRET_ID=a1b2c3d4"],
    ["the name of one in the cloud", "ENV SECRET_ARN=arn:aws:secretsmanager:eu-west-1:1:secret:db"],
    ["an alias of a key", "ENV KMS_KEY_ALIAS=alias/app"],
    ["a key that is none", "ENV CACHE_KEY=v1"],
    ["a file", "ENV DB_PASSWORD_FILE=/run/secrets/db"],
    ["a key that the bundle shows to everybody", "ARG VITE_GOOGLE_MAPS_API_KEY"],
    ["the same of another tool", "ENV REACT_APP_SENTRY_TOKEN=abc"],
    ["a stand-in", "ENV DB_PASSWORD=mysecret"],
    ["a credential that is reported as one", "ENV AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI7K7MDENGbPxRfiCYzq3Kv8LmN2T"],
    ["a path", "ENV TOKEN_PATH=/var/token"],
    ["an address", "ENV TOKEN_URL=https://id.acme.io/token"],
    ["a name", "ENV SECRET_NAME=prod/db"],
    ["a version", "ARG SECRET_STORE_VERSION=1.2"],
    ["a public key", "ENV PUBLIC_KEY=abc"],
    ["a switch by name", "ENV TOKEN_ENABLED=abc"],
    ["a lifetime", "ENV TOKEN_TTL=3600"],
    ["a user name", "ENV DB_USERNAME=app"],
    ["auth that is not last", "ENV AUTH_METHOD=ldap"],
    ["auth alone", "ENV AUTH=ldap"],
    ["an empty value", 'ENV DB_PASSWORD=""'],
    ["a switch as value", "ENV ALLOW_PASSWORD=yes"],
    ["a placeholder", "ENV DB_PASSWORD=changeme"],
    ["another placeholder", "ENV DB_PASSWORD=<your-password>"],
    ["a path as value", "ENV DB_PASSWORD=/run/secrets/db"],
    ["a credential, which is reported as what it is", "ENV GITHUB_TOKEN=ghp_a8Jk3Lq9Zx7Vb2Nm5Pw4Rt6Yu1Io0As8Df3G"],
    ["a label", "LABEL token=abc"],
    ["where secrets are kept", "ENV SECRET_BACKEND=aws"],
    ["a setting by name", "ENV TOKEN_RENEWAL=eager"],
    ["how passwords are hashed", "ENV PASSWORD_HASHER=argon2id"],
    ["a setting by value", "ENV REGISTRY_AUTH=oidc"],
    ["a length of time", "ENV ACCESS_TOKEN_SECONDS=30s"],
    ["a count", "ENV LLM_TOKEN_WINDOW=200000"],
  ])("is silent for %s", (_, line) => {
    expect(places(rule, `${from}${line}\n`)).toEqual([]);
  });

  it("reports a value once, where it comes in", () => {
    expect(places(rule, `${from}ARG NPM_TOKEN\nENV NPM_TOKEN=$NPM_TOKEN\n`)).toEqual(["2:5"]);
  });

  it("is advice in a stage that is not shipped, but not for what is inherited", () => {
    const text =
      "FROM node:24-alpine AS build\nARG NPM_TOKEN\nRUN npm ci\nFROM nginx:1.29-alpine\nCOPY --from=build /app/dist /usr/share/nginx/html\n";
    expect(run(rule, text)).toMatchObject([{ at: "2:5", severity: "info" }]);
    expect(run(rule, "FROM node:24-alpine AS base\nARG NPM_TOKEN\nFROM base\n")[0]?.severity).toBeUndefined();
    expect(run(rule, "FROM node:24-alpine AS build\nENV API_TOKEN=q8w7e6r5\nFROM nginx:1.29-alpine\n")[0]?.severity).toBe("info");
  });

  it("reads the trigger of ONBUILD, without a fix", () => {
    const [problem] = run(rule, `${from}ONBUILD ARG NPM_TOKEN\nONBUILD RUN echo $NPM_TOKEN\n`);
    expect(problem?.message).toContain("when a child image is built");
    expect(problem?.fixes).toBeUndefined();
  });

  it("judges templates line by line", () => {
    expect(places(rule, "FROM {{ image }}\nARG NPM_TOKEN\n")).toEqual(["2:5"]);
  });

  describe("fix", () => {
    const fixed = (text: string) => run(rule, text)[0]?.fixed[0];

    it("mounts the secret for every RUN that uses it, behind the flags that are there, and takes the ARG away", () => {
      const text = `${from}ARG NPM_TOKEN\nRUN --network=none echo "$NPM_TOKEN" \\\n # comment\n && true\nRUN echo \${NPM_TOKEN}\nRUN echo $NPM_TOKENS\n`;
      expect(fixed(text)).toBe(
        `${from}RUN --network=none --mount=type=secret,id=npm_token,env=NPM_TOKEN echo "$NPM_TOKEN" \\\n # comment\n && true\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN echo \${NPM_TOKEN}\nRUN echo $NPM_TOKENS\n`,
      );
      expectLawfulFixes(rule, text);
      expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
    });

    it.each([
      ["the argument has a default", "ARG NPM_TOKEN=q8w7e6r5\nRUN echo $NPM_TOKEN"],
      ["it shares the instruction", "ARG A NPM_TOKEN\nRUN echo $NPM_TOKEN"],
      ["nothing names it", "ARG NPM_TOKEN\nRUN npm ci"],
      ["COPY uses it", "ARG NPM_TOKEN\nRUN echo $NPM_TOKEN\nCOPY $NPM_TOKEN /x"],
      ["ENV keeps it", "ARG NPM_TOKEN\nENV T=$NPM_TOKEN\nRUN echo $NPM_TOKEN"],
      ["a RUN in exec form uses it", 'ARG NPM_TOKEN\nRUN ["echo", "$NPM_TOKEN"]'],
      ["another stage declares it too", "ARG NPM_TOKEN\nRUN echo $NPM_TOKEN\nFROM alpine:3.24\nARG NPM_TOKEN"],
    ])("is not offered where %s", (_, text) => {
      expect(fixed(`${from}${text}\n`)).toBeUndefined();
    });

    it("is not offered before the first FROM, nor for a syntax that does not know it", () => {
      expect(fixed(`ARG NPM_TOKEN\n${from}RUN echo $NPM_TOKEN\n`)).toBeUndefined();
      expect(fixed(`# syntax=docker/dockerfile:1.9\n${from}ARG NPM_TOKEN\nRUN echo $NPM_TOKEN\n`)).toBeUndefined();
      expect(fixed(`# syntax=acme/frontend:2\n${from}ARG NPM_TOKEN\nRUN echo $NPM_TOKEN\n`)).toBeUndefined();
      expect(fixed(`# syntax=docker/dockerfile:1.10\n${from}ARG NPM_TOKEN\nRUN echo $NPM_TOKEN\n`)).toContain("--mount=type=secret");
    });
  });
});
