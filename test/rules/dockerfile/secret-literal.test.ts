import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/secret-literal.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const from = "FROM alpine:3.24\n";
// Made up, and put together here so that no scanner takes this file for a leak.
const join = (...parts: string[]) => parts.join("");
const githubToken = join("gh", "p_", "a8Jk3Lq9Zx7Vb2Nm5Pw4Rt6Yu1Io0As8Df3G");

describe("dockerfile/secret-literal", () => {
  it.each([
    ["an AWS access key", join("AK", "IA", "Q3EGRNT7W5ZLH2XV")],
    ["an AWS secret key", join("aws_secret_access_key=", "wJ4lrXUtnFEMI/K7MDENG/bPxRfiCYq8Zt2NvBd5")],
    ["a GitHub token", githubToken],
    ["a GitLab token", join("gl", "pat-", "Zx7Vb2Nm5Pw4Rt6Yu1Io")],
    ["an npm token", join("np", "m_", "a8Jk3Lq9Zx7Vb2Nm5Pw4Rt6Yu1Io0As8Df3G")],
    ["a Docker Hub token", join("dckr_", "pat_", "Zx7Vb2Nm5Pw4Rt6Yu1Io-As8Df")],
    ["a Slack token", join("xo", "xb-", "29384756102-Zx7Vb2Nm5Pw4Rt6Yu1Io")],
    ["a Stripe key", join("sk_", "live_", "Zx7Vb2Nm5Pw4Rt6Yu1Io0As8")],
    ["a Google key", join("AI", "za", "SyB3Zx7Vb2Nm5Pw4Rt6Yu1Io0As8Df3GkLq")],
    ["a private key", join("-----BEGIN RSA ", "PRIVATE KEY-----")],
    ["a password in an address", "postgres://app:b8Zq-33ty-kk1L@db.acme.io:5432/app"],
  ])("reports %s wherever it stands", (_, value) => {
    expect(run(rule, `${from}ENV A="${value}"\n`)).toHaveLength(1);
    expect(run(rule, `${from}RUN echo ${value}\n`)).toHaveLength(1);
    expect(run(rule, `${from}# ${value}\n`)).toHaveLength(1);
    expect(run(rule, `${from}RUN <<EOF\necho ${value}\nEOF\n`)).toHaveLength(1);
  });

  it("reports exactly the credential", () => {
    expect(run(rule, `${from}ENV URL=postgres://app:b8Zq-33ty-kk1L@db.acme.io:5432/app\n`)).toMatchObject([
      { at: "2:24", on: "b8Zq-33ty-kk1L" },
    ]);
    expect(run(rule, `${from}ENV T=${githubToken}\n`)).toMatchObject([{ at: "2:7", on: githubToken }]);
  });

  it.each([
    ["the example key of AWS's documentation", join("AK", "IA", "IOSFODNN7EXAMPLE")],
    ["a variable", "postgres://app:$PASSWORD@db.acme.io/app"],
    ["a variable in braces", "postgres://app:${PASSWORD}@db.acme.io/app"],
    ["a placeholder in brackets", "postgres://app:<password>@db.acme.io/app"],
    ["a template", "postgres://app:{{password}}@db.acme.io/app"],
    ["a well-known default", "postgres://postgres:postgres@db.acme.io/app"],
    ["a word that everybody takes", "amqp://app:changeme@mq.acme.io/"],
    ["the local machine", "postgres://app:b8Zq-33ty-kk1L@localhost:5432/app"],
    ["a service of a Compose network", "postgres://app:b8Zq-33ty-kk1L@db:5432/app"],
    ["an example host", "https://user:b8Zq33tykk1L@example.com/"],
    ["an address without a password", "https://git@github.com/acme/app.git"],
    ["a port", "http://acme.io:8080/@scope/package"],
    ["a checksum", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["a public key", "-----BEGIN PUBLIC KEY-----"],
    ["a token of one letter", join("gh", "p_", "x".repeat(36))],
    ["a test key", join("sk_", "test_", "Zx7Vb2Nm5Pw4Rt6Yu1Io0As8")],
  ])("is silent for %s", (_, value) => {
    expect(places(rule, `${from}ENV A="${value}"\n`)).toEqual([]);
  });

  it.each([
    [`ENV C="Server=sql.acme.io;Database=app;User Id=sa;Password=Sup3rS3cret!;"`, "Sup3rS3cret!"],
    [`ENV C="Server=tcp:app.database.windows.net,1433;User ID=app;Pwd=kk93-akd0;Encrypt=True"`, "kk93-akd0"],
    [`ENV C="DefaultEndpointsProtocol=https;AccountName=app;AccountKey=${"aB3d".repeat(21)}xy==;"`, `${"aB3d".repeat(21)}xy==`],
  ])("knows the secret in the connection string of %s", (line, secret) => {
    expect(run(rule, `${from}${line}\n`)).toMatchObject([{ on: secret }]);
  });

  it.each([
    `ENV C="Server=localhost;User Id=sa;Password=Sup3rS3cret!;"`,
    `ENV C="Server=db;User Id=sa;Password=Sup3rS3cret!;"`,
    `ENV C="Server=sql.acme.io;User Id=sa;Password=$PASSWORD;"`,
    `ENV C="Server=sql.acme.io;User Id=sa;Password=changeme;"`,
  ])("takes the connection string of `%s` for harmless", (line) => {
    expect(places(rule, `${from}${line}\n`)).toEqual([]);
  });

  it("says a or an as it should", () => {
    expect(run(rule, `${from}ENV ID=AKIA2OGYBAH6Q7K3X5TZ\n`)[0]?.message).toMatch(/^An AWS access key stands/);
    expect(run(rule, `${from}ENV T=${githubToken}\n`)[0]?.message).toMatch(/^A GitHub token stands/);
  });

  it("judges templates too", () => {
    expect(places(rule, `FROM {{ image }}\nENV T=${githubToken}\n`)).toEqual(["2:7"]);
  });

  describe("fix", () => {
    it("takes the value from a build secret where a shell expands it", () => {
      const text = `${from}RUN curl -H "Authorization: Bearer ${githubToken}" https://api.acme.io \\\n  # comment\n  -o out\n`;
      expect(run(rule, text)[0]?.fixed[0]).toBe(
        `${from}RUN --mount=type=secret,id=github_token,env=GITHUB_TOKEN curl -H "Authorization: Bearer $GITHUB_TOKEN" https://api.acme.io \\\n  # comment\n  -o out\n`,
      );
      expectLawfulFixes(rule, text);
      expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
    });

    it("puts the name in braces where a letter follows", () => {
      const text = `${from}RUN git clone https://ci:b8Zq-33ty-kk1L@git.acme.io/x\n`;
      expect(run(rule, text)[0]?.fixed[0]).toContain("ci:$PASSWORD@git.acme.io");
    });

    it.each([
      ["in single quotes", `RUN echo '${githubToken}'`],
      ["in ENV", `ENV T=${githubToken}`],
      ["in exec form", `RUN ["echo", "${githubToken}"]`],
      ["in a heredoc", `RUN <<EOF\necho ${githubToken}\nEOF`],
      ["in a comment", `# ${githubToken}`],
    ])("is not offered %s", (_, line) => {
      expect(run(rule, `${from}${line}\n`)[0]?.fixes).toBeUndefined();
    });
  });
});
