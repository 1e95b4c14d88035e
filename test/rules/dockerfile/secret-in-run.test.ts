import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/secret-in-run.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const from = "FROM node:24-alpine\n";

describe("dockerfile/secret-in-run", () => {
  it.each([
    ["npm config set //registry.acme.io/:_authToken $NPM_TOKEN", "$NPM_TOKEN"],
    ["npm config set //registry.acme.io/:_authToken=$NPM_TOKEN", "//registry.acme.io/:_authToken=$NPM_TOKEN"],
    ["yarn config set npmAuthToken ${NPM_TOKEN}", "${NPM_TOKEN}"],
    ["aws configure set aws_secret_access_key q8w7e6r5t4", "q8w7e6r5t4"],
    ["poetry config http-basic.acme ci $PYPI_PASSWORD", "$PYPI_PASSWORD"],
    ["composer config -g github-oauth.github.com $GITHUB_TOKEN", "$GITHUB_TOKEN"],
    ["docker login -u ci -p $REGISTRY_PASSWORD registry.acme.io", "$REGISTRY_PASSWORD"],
    ["git clone https://x:$GITHUB_TOKEN@github.com/acme/app.git", "https://x:$GITHUB_TOKEN@github.com/acme/app.git"],
    [
      "git config --global url.https://$GITHUB_TOKEN@github.com/.insteadOf https://github.com/",
      "url.https://$GITHUB_TOKEN@github.com/.insteadOf",
    ],
    ['echo "//registry.acme.io/:_authToken=$NPM_TOKEN" > .npmrc', '"//registry.acme.io/:_authToken=$NPM_TOKEN"'],
    ["printf '%s' \"$DEPLOY_PRIVATE_KEY\" >> /root/.ssh/id_rsa", '"$DEPLOY_PRIVATE_KEY"'],
    ["echo $API_TOKEN", "$API_TOKEN"],
  ])("reports `%s`", (script, on) => {
    expect(run(rule, `${from}RUN ${script}\n`)).toMatchObject([{ on }]);
    expect(run(rule, `${from}RUN true \\\n # comment\n && ${script} \\\n && true\n`)).toMatchObject([{ on }]);
    expect(run(rule, `${from}RUN <<EOF\n${script}\nEOF\n`)).toHaveLength(1);
  });

  it.each([
    ["a secret mount", "RUN --mount=type=secret,id=t,env=NPM_TOKEN npm config set //r/:_authToken $NPM_TOKEN"],
    ["an SSH mount", "RUN --mount=type=ssh git clone https://$GITHUB_TOKEN@github.com/a/b"],
    ["a file that the same RUN deletes", "RUN echo //r/:_authToken=$NPM_TOKEN > .npmrc && npm ci && rm -f .npmrc"],
    ["a file deleted by its path", "RUN echo //r/:_authToken=$NPM_TOKEN > /root/.npmrc && npm ci && rm /root/.npmrc"],
    ["a value that the script makes", "RUN DB_PASSWORD=$(openssl rand -hex 16) && echo $DB_PASSWORD > /etc/db"],
    ["a value that is read in", "RUN export API_TOKEN=$(cat /tmp/x) && echo $API_TOKEN"],
    ["a variable that is no secret", "RUN echo $VERSION > /version"],
    ["a name in single quotes", "RUN echo '$API_TOKEN' > /usage.txt"],
    ["an escaped name", "RUN echo \\$API_TOKEN > /usage.txt"],
    ["a pipe into a program", "RUN echo $REGISTRY_PASSWORD | docker login -u ci --password-stdin"],
    ["a test for being set", "RUN echo ${API_TOKEN:+set}"],
    ["/dev/null", "RUN echo $API_TOKEN > /dev/null"],
    ["a setting that is no secret", "RUN npm config set registry https://r.acme.io"],
    ["a placeholder", "RUN aws configure set aws_secret_access_key changeme"],
    ["git with an SSH address", "RUN git clone git@github.com:acme/app.git"],
    ["git with a version", "RUN git clone --branch $VERSION https://github.com/acme/app.git"],
    ["PowerShell", 'SHELL ["powershell", "-Command"]\nRUN echo $API_TOKEN'],
    ["the exec form", 'RUN ["echo", "$API_TOKEN"]'],
  ])("is silent for %s", (_, text) => {
    expect(places(rule, `${from}${text}\n`)).toEqual([]);
  });

  it("is advice in a stage that is not shipped", () => {
    expect(run(rule, `FROM node:24-alpine AS build\nRUN echo $API_TOKEN > /x\nFROM nginx:1.29-alpine\n`)).toMatchObject([
      { severity: "info" },
    ]);
  });

  it("mounts all secrets of the RUN at once", () => {
    const text = `${from}RUN --network=none echo $API_TOKEN > /a && echo $DB_PASSWORD > /b\n`;
    const reported = run(rule, text);
    expect(reported).toHaveLength(2);
    expect(reported[0]?.fixed[0]).toBe(
      `${from}RUN --network=none --mount=type=secret,id=api_token,env=API_TOKEN --mount=type=secret,id=db_password,env=DB_PASSWORD echo $API_TOKEN > /a && echo $DB_PASSWORD > /b\n`,
    );
  });

  it("keeps law 4", () => {
    for (const text of [`${from}RUN echo $API_TOKEN > /a\n`, `${from}run \\\n  echo $API_TOKEN > /a # end\n`]) {
      expectLawfulFixes(rule, text);
      expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
    }
  });

  it("offers no mount for a literal, nor for a syntax that does not know it", () => {
    expect(run(rule, `${from}RUN aws configure set aws_secret_access_key q8w7e6r5t4\n`)[0]?.fixes).toBeUndefined();
    expect(run(rule, `# syntax=docker/dockerfile:1.4\n${from}RUN echo $API_TOKEN > /a\n`)[0]?.fixes).toBeUndefined();
  });
});
