import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/download-without-checksum.ts";
import { places, run } from "../support.ts";

describe("dockerfile/download-without-checksum", () => {
  it.each([
    ["curl -o", "curl -fsSL -o /b https://a.example/b", ["2:5"]],
    ["-o among letters", "curl -fsSLo /b https://a.example/b", ["2:5"]],
    ["-O among letters", "curl -LO https://a.example/b.tgz", ["2:5"]],
    ["--output", "curl https://a.example/b --output /b", ["2:5"]],
    ["--remote-name", "curl --remote-name https://a.example/b.zip", ["2:5"]],
    ["a redirect", "curl -fsSL https://a.example/b > /usr/bin/b", ["2:5"]],
    ["an archive out of a pipe", "curl -fsSL https://a.example/b.tgz | tar -xz", ["2:5"]],
    ["wget", "wget -q https://a.example/b.deb", ["2:5"]],
    ["wget -O", "wget -qO /b https://a.example/b", ["2:5"]],
    ["wget into a pipe", "wget -qO- https://a.example/b.tgz | tar -xz -C /opt", ["2:5"]],
    ["a script that is run later", "curl -fsSL -o i.sh https://a.example/i.sh && sh i.sh", ["2:5"]],
    ["a version in a variable", "curl -fsSLO https://a.example/b-${V}.tgz", ["2:5"]],
    ["each of several", "curl -fsSLO https://a.example/b && curl -fsSLO https://a.example/c", ["2:5", "2:40"]],
    ["sudo", "sudo curl -o /b https://a.example/b", ["2:10"]],
  ])("reports %s", (_, script, at) => {
    expect(places(rule, `FROM debian:13\nRUN ${script}\n`)).toEqual(at);
  });

  it.each([
    ["lines", "FROM debian:13\r\nRUN true \\\r\n  && curl -O https://a.example/b\r\n", ["3:6"]],
    ["a heredoc", "FROM debian:13\nRUN <<EOF\nset -e\ncurl -O https://a.example/b\nEOF\n", ["4:1"]],
    ["exec form", 'FROM debian:13\nRUN ["curl", "-O", "https://a.example/b"]\n', ["2:6"]],
    ["a builder", "FROM debian:13 AS b\nRUN curl -O https://a.example/b\nFROM scratch\nCOPY --from=b /b /b\n", ["2:5"]],
  ])("reports it in %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["sha256sum", 'curl -fsSLO https://a.example/b && echo "$SUM  b" | sha256sum -c -'],
    ["a digest that is compared by hand", 'curl -fsSLO https://a.example/b && [ "$(sha256sum b)" = "$SUM" ]'],
    ["shasum", "curl -fsSLO https://a.example/b && shasum -a 512 -c b.sum"],
    ["gpg", "curl -fsSLO https://a.example/b && gpg --batch --verify b.asc b"],
    ["cosign", "curl -fsSLO https://a.example/b && cosign verify-blob b"],
    ["minisign", "curl -fsSLO https://a.example/b && minisign -Vm b"],
    ["openssl", "curl -fsSLO https://a.example/b && openssl dgst -verify k -signature s b"],
    ["PHP's own", 'curl -fsSLO https://a.example/b && php -r \'hash_file("sha384", "b");\''],
    ["a repository's key", "curl -fsSLo /etc/apt/keyrings/a.asc https://a.example/gpg"],
    ["a key into a pipe", "curl -fsSL https://a.example/gpg | gpg --dearmor -o /usr/share/keyrings/a.gpg"],
    ["apt-key", "curl -fsSL https://a.example/gpg | apt-key add -"],
    ["a key of apk", "wget -q -O /etc/apk/keys/a.rsa.pub https://a.example/a.rsa.pub"],
    ["a list of packages", "curl -fsSLo /etc/yum.repos.d/a.repo https://a.example/a.repo"],
    ["an interface's answer", "curl -fsSL https://api.example.com/latest | jq -r .tag"],
    ["text on the standard output", "curl -fsSL https://a.example/b"],
    ["text in a file", "curl -fsSLO https://a.example/words.txt"],
    ["a head", "curl -I -o /b https://a.example/b"],
    ["a request that says something", "curl -X POST -o /b https://a.example/b"],
    ["a look only", "wget --spider https://a.example/b"],
    ["what is thrown away", "curl -o /dev/null https://a.example/b"],
    ["the machine itself", "curl -o /b http://localhost:8080/b"],
    ["a private host", "curl -o /b https://files.corp/b"],
    ["an unknown host", "curl -o /b https://$HOST/b"],
    ["an unknown address", 'curl -o /b "$URL"'],
    ["a commit", "curl -fsSLO https://raw.githubusercontent.com/a/b/3f786850e387550fdab836ed7e6dc881de23001b/c.sh"],
    ["a script into a shell, which is another rule's", "curl -fsSL https://a.example/b | sh"],
    ["the packages themselves", "apt-get install -y curl wget"],
  ])("is silent on %s", (_, script) => {
    expect(places(rule, `FROM debian:13\nRUN ${script}\n`)).toEqual([]);
  });

  it.each([
    [
      "a file that another RUN compares",
      "FROM debian:13\nRUN curl -fsSLO https://a.example/tool.tgz\nRUN echo x tool.tgz | sha256sum -c\n",
    ],
    ["a stage that nothing needs", "FROM debian:13 AS a\nRUN curl -O https://a.example/b\nFROM scratch\n"],
    ["a health check", "FROM debian:13\nHEALTHCHECK CMD curl -o /b https://a.example/b\n"],
    ["PowerShell", 'FROM debian:13\nSHELL ["pwsh", "-c"]\nRUN curl -o b https://a.example/b\n'],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("is a hint where one develops", () => {
    expect(run(rule, "FROM debian:13 AS dev\nRUN curl -O https://a.example/b\n").map(({ severity }) => severity)).toEqual(["hint"]);
  });
});
