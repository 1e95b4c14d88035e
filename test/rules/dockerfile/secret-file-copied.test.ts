import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/secret-file-copied.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const from = "FROM node:24-alpine\nWORKDIR /app\n";

describe("dockerfile/secret-file-copied", () => {
  it.each([
    ".env",
    ".env.production",
    "config/.env",
    "id_rsa",
    ".ssh/id_ed25519",
    "server.key",
    "privkey.pem",
    "tls/private-key.pem",
    "store.p12",
    "cert.pfx",
    ".netrc",
    ".pypirc",
    ".git-credentials",
    "kubeconfig",
    ".kube/config",
    ".aws/credentials",
    ".docker/config.json",
    "credentials.json",
    "service-account.json",
    "config/master.key",
    "config/credentials/production.key",
    "secret.txt",
  ])("reports %s", (path) => {
    const reported = run(rule, `${from}COPY ${path} /app/\n`);
    expect(reported).toMatchObject([{ at: "3:6", on: path }]);
    expect(reported[0]?.severity).toBeUndefined();
    expect(places(rule, `${from}ADD package.json ${path} /app/\n`)).toEqual(["3:18"]);
  });

  it.each([
    ".env.example",
    ".env.sample",
    ".env.template",
    ".env.dist",
    "env.ts",
    ".envrc.md",
    "id_rsa.pub",
    "ca.pem",
    "fullchain.pem",
    "cert.pem",
    "server.crt",
    "apt-key.gpg",
    "nodesource-repo.gpg.key",
    "public.key",
    "dhparam.pem",
    "RELEASE-KEY.pub",
    "package.json",
    "tsconfig.json",
    "docker/config.toml",
    ".yarnrc.yml",
    "https://acme.io/.env",
    ".",
    "src",
  ])("is silent for %s", (path) => {
    expect(places(rule, `${from}COPY ${path} /app/\n`)).toEqual([]);
  });

  it("is silent where a variable decides", () => {
    expect(places(rule, `${from}ARG FILE\nCOPY $FILE /app/\n`)).toEqual([]);
    expect(places(rule, `${from}ARG FILE=.env\nCOPY $FILE /app/\n`)).toEqual(["4:6"]);
  });

  describe("looks into a file that it can see", () => {
    const reported = (path: string, content: string) => places(rule, `${from}COPY ${path} /app/\n`, { files: { [path]: content } });
    it.each([
      [".env", "API_TOKEN=q8w7e6r5\n"],
      [".env", "export DB_PASSWORD='q8w7e6r5'\n"],
      [".npmrc", "//registry.acme.io/:_authToken=q8w7e6r5\n"],
      [".yarnrc.yml", "npmAuthToken: q8w7e6r5\n"],
      ["tls.pem", "-----BEGIN EC PRIVATE KEY-----\n"],
      ["credentials.json", '{ "private_key": "…" }'],
    ])("and reports %s with a secret in it", (path, content) => {
      expect(reported(path, content)).toEqual(["3:6"]);
    });
    it.each([
      [".env", "PORT=3000\nVITE_API_URL=https://api.acme.io\nDB_PASSWORD=\nTOKEN=changeme\n"],
      [".npmrc", "save-exact=true\n"],
      [".npmrc", "//registry.acme.io/:_authToken=${NPM_TOKEN}\n"],
      [".yarnrc.yml", "nodeLinker: node-modules\n"],
      ["server.key", "-----BEGIN PUBLIC KEY-----\n"],
      ["tls.pem", "-----BEGIN CERTIFICATE-----\n"],
    ])("and is silent for %s without one", (path, content) => {
      expect(reported(path, content)).toEqual([]);
    });
  });

  it("says less of a name that proves little", () => {
    expect(run(rule, `${from}COPY .npmrc ./\n`)).toMatchObject([{ severity: "info" }]);
    expect(run(rule, `${from}COPY tls.pem ./\n`)).toMatchObject([{ severity: "info" }]);
  });

  it("is a warning in a stage that is not shipped", () => {
    const text = "FROM node:24-alpine AS build\nCOPY .env ./\nFROM nginx:1.29-alpine\n";
    expect(run(rule, text)).toMatchObject([{ at: "2:6", severity: "warning" }]);
  });

  it("reports what comes from another stage, without a look at the context", () => {
    const text = "FROM node:24-alpine AS build\nFROM nginx:1.29-alpine\nCOPY --from=build /app/.env /app/\n";
    expect(places(rule, text, { files: { "app/.env": "PORT=1\n" } })).toEqual(["3:19"]);
  });

  it("reads the trigger of ONBUILD", () => {
    expect(places(rule, `${from}ONBUILD COPY .env ./\n`)).toEqual(["3:14"]);
  });

  describe("fix", () => {
    const fixed = (text: string) => run(rule, text)[0]?.fixed[0];
    it("mounts the file for the installs that read it", () => {
      const text = `${from}COPY package.json .npmrc package-lock.json ./\nRUN npm ci\nRUN echo done\n`;
      expect(fixed(text)).toBe(
        `${from}COPY package.json package-lock.json ./\nRUN --mount=type=secret,id=npmrc,target=/app/.npmrc npm ci\nRUN echo done\n`,
      );
      expectLawfulFixes(rule, text);
      expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
    });
    it("takes an instruction away that copies nothing else", () => {
      expect(fixed(`${from}COPY .npmrc /root/.npmrc\nRUN npm ci\n`)).toBe(
        `${from}RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n`,
      );
    });
    it.each([
      ["nobody is known to read it", "COPY .npmrc ./\nRUN make"],
      ["a RUN deletes it", "COPY .npmrc ./\nRUN npm ci && rm -f .npmrc"],
      ["it is copied as JSON", 'COPY [".npmrc", "./"]\nRUN npm ci'],
      ["it is an environment file", "COPY .env ./\nRUN npm ci"],
    ])("is not offered where %s", (_, text) => {
      expect(fixed(`${from}${text}\n`)).toBeUndefined();
    });
    it("is not offered where the working directory is unknown", () => {
      expect(fixed("FROM acme/base:1\nCOPY .npmrc ./\nRUN npm ci\n")).toBeUndefined();
    });
  });
});
